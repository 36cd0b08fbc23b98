using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Who needs whom.</summary>
internal static class Dependencies
{
    /// <summary>What a resource needs while it runs, through connection strings too.</summary>
    public static IEnumerable<IResource> Of(IResource resource)
    {
        HashSet<IResource> seen = [];
        Queue<IResource> open = new([resource]);
        while (open.TryDequeue(out var next))
        {
            var direct = next
                .Annotations.OfType<WaitAnnotation>()
                .Select(w => w.Resource)
                .Concat(
                    next.Annotations.OfType<ResourceRelationshipAnnotation>()
                        .Where(r => r.Type is "Reference" or Dashboard.Relationship)
                        .Select(r => r.Resource)
                );
            foreach (var other in direct.Where(seen.Add))
            {
                open.Enqueue(other);
            }
        }

        seen.Remove(resource);
        return seen;
    }
}
