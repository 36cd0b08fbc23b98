using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>What can be said about resources of several kinds.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Sets a variable to a text.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        string? value
    )
        where T : IResourceWithEnvironment => builder.Variable(name, value ?? string.Empty);

    /// <summary>Sets a variable to an expression that is written in place.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        in ReferenceExpression.ExpressionInterpolatedStringHandler value
    )
        where T : IResourceWithEnvironment =>
        builder.Variable(name, ReferenceExpression.Create(value));

    /// <summary>Sets a variable to an expression.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        ReferenceExpression value
    )
        where T : IResourceWithEnvironment => builder.Variable(name, value);

    /// <summary>Sets a variable to the address of an endpoint.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        EndpointReference endpointReference
    )
        where T : IResourceWithEnvironment => builder.Variable(name, endpointReference);

    /// <summary>Sets a variable to the value of a parameter.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        IResourceBuilder<ParameterResource> parameter
    )
        where T : IResourceWithEnvironment => builder.Variable(name, parameter.Resource);

    /// <summary>Sets variables by code that runs when the resource starts.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        Action<EnvironmentCallbackContext> callback
    )
        where T : IResourceWithEnvironment =>
        builder.WithAnnotation(
            new EnvironmentCallbackAnnotation(context =>
            {
                callback(context);
                return Task.CompletedTask;
            })
        );

    /// <summary>Adds arguments.</summary>
    public static IResourceBuilder<T> WithArgs<T>(
        this IResourceBuilder<T> builder,
        params string[] args
    )
        where T : IResourceWithArgs => builder.WithArgs(context => AddAll(context, args));

    /// <summary>Adds arguments, some of which are computed when the resource starts.</summary>
    public static IResourceBuilder<T> WithArgs<T>(
        this IResourceBuilder<T> builder,
        params object[] args
    )
        where T : IResourceWithArgs => builder.WithArgs(context => AddAll(context, args));

    /// <summary>Adds arguments by code that runs when the resource starts.</summary>
    public static IResourceBuilder<T> WithArgs<T>(
        this IResourceBuilder<T> builder,
        Action<CommandLineArgsCallbackContext> callback
    )
        where T : IResourceWithArgs =>
        builder.WithAnnotation(
            new CommandLineArgsCallbackAnnotation(context =>
            {
                callback(context);
                return Task.CompletedTask;
            })
        );

    /// <summary>Shows the resource beneath another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> parent
    )
        where T : IResource => builder.WithParentRelationship(parent.Resource);

    /// <summary>Shows the resource beneath another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(
        this IResourceBuilder<T> builder,
        IResource parent
    )
        where T : IResource => builder.Related(parent, "Parent");

    /// <summary>Leaves the resource out of what is published. Of no effect here.</summary>
    public static IResourceBuilder<T> ExcludeFromManifest<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder;

    internal static IResourceBuilder<T> Variable<T>(
        this IResourceBuilder<T> builder,
        string name,
        object value
    )
        where T : IResourceWithEnvironment =>
        builder
            .Mentions(value)
            .WithEnvironment(context => context.EnvironmentVariables[name] = value);

    private static IResourceBuilder<T> Mentions<T>(this IResourceBuilder<T> builder, object value)
        where T : IResourceWithEnvironment
    {
        if (value is ParameterResource parameter)
        {
            builder.Related(parameter, "Reference");
        }

        return builder;
    }

    private static IResourceBuilder<T> Related<T>(
        this IResourceBuilder<T> builder,
        IResource other,
        string type
    )
        where T : IResource =>
        builder.WithAnnotation(new ResourceRelationshipAnnotation(other, type));

    private static void AddAll(CommandLineArgsCallbackContext context, IEnumerable<object> args)
    {
        foreach (var argument in args)
        {
            context.Args.Add(argument);
        }
    }
}
