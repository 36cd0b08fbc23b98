using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>The environment and the arguments of a process, all values computed.</summary>
internal static class ResolvedEnvironment
{
    public static async Task<Dictionary<string, string>> OfAsync(
        IResource resource,
        DistributedApplicationExecutionContext execution,
        Instance? instance,
        CancellationToken cancellationToken
    )
    {
        var context = new EnvironmentCallbackContext(
            execution,
            resource,
            cancellationToken: cancellationToken
        );
        foreach (
            var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray()
        )
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            if (
                await ValueAsync(value, resource, instance, cancellationToken)
                    .ConfigureAwait(false) is
                { } text
            )
            {
                values[name] = text;
            }
        }

        return values;
    }

    public static async Task<IReadOnlyList<string>> ArgumentsAsync(
        IResource resource,
        Instance instance,
        CancellationToken cancellationToken
    )
    {
        List<object> collected = [];
        var context = new CommandLineArgsCallbackContext(collected, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        List<string> arguments = [];
        foreach (var value in collected)
        {
            if (
                await ValueAsync(value, resource, instance, cancellationToken)
                    .ConfigureAwait(false) is
                { } text
            )
            {
                arguments.Add(text);
            }
        }

        return arguments;
    }

    private static ValueTask<string?> ValueAsync(
        object value,
        IResource resource,
        Instance? instance,
        CancellationToken cancellationToken
    ) =>
        value switch
        {
            string text => ValueTask.FromResult<string?>(text),
            IInstanceValue own => ValueTask.FromResult<string?>(own.For(resource, instance)),
            IValueProvider provider => provider.GetValueAsync(cancellationToken),
            _ => ValueTask.FromResult(value.ToString()),
        };
}
