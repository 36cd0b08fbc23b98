namespace TimurApiConnect.AppHost;

internal static partial class Publishing
{
    // The file's name is the value of -p:Deploy.
    static partial void AddComputeEnvironment(IDistributedApplicationBuilder builder) =>
        builder.AddKubernetesEnvironment("kubernetes");
}
