using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace TimurApiConnect.Tests.Architecture;

/// <summary>Handlers are made by a generator when it is built; it binds what a query type declares itself and silently leaves out what it inherits.</summary>
public class BoundQueryTests
{
    [Fact]
    public void A_query_type_inherits_nothing()
    {
        var bound = Assembly
            .Load("TimurApiConnect.Gateway")
            .GetTypes()
            .SelectMany(t =>
                t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            )
            .SelectMany(m => m.GetParameters())
            .Where(p => p.IsDefined(typeof(AsParametersAttribute)))
            .Select(p => p.ParameterType)
            .Distinct()
            .ToList();

        Assert.NotEmpty(bound);
        Assert.All(bound, t => Assert.Equal(typeof(object), t.BaseType));
    }
}
