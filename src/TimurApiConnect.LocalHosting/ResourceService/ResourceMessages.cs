using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Google.Protobuf.WellKnownTypes;

namespace Aspire.Hosting.ResourceService;

/// <summary>Puts what is known about resources into the dashboard's words.</summary>
internal static class ResourceMessages
{
    public const int LinesAtOnce = 500;

    public static Wire.WatchResourcesUpdate Initial(IEnumerable<Wire.Resource> resources)
    {
        var data = new Wire.InitialResourceData();
        data.Resources.AddRange(resources);
        data.ResourceTypes.AddRange(
            data.Resources.Select(r => r.ResourceType)
                .Distinct(StringComparer.Ordinal)
                .Select(t => new Wire.ResourceType { UniqueName = t })
        );
        return new Wire.WatchResourcesUpdate { InitialData = data };
    }

    public static Wire.WatchResourcesUpdate Changed(Wire.Resource resource)
    {
        var changes = new Wire.WatchResourcesChanges();
        changes.Value.Add(new Wire.WatchResourcesChange { Upsert = resource });
        return new Wire.WatchResourcesUpdate { Changes = changes };
    }

    public static Wire.WatchResourceConsoleLogsUpdate Of(IEnumerable<LogLine> lines)
    {
        var update = new Wire.WatchResourceConsoleLogsUpdate();
        update.LogLines.AddRange(
            lines.Select(l => new Wire.ConsoleLogLine
            {
                Text = l.Content,
                IsStdErr = l.IsErrorMessage,
                LineNumber = l.LineNumber,
            })
        );
        return update;
    }

    public static Wire.ResourceCommandResponse Of(ExecuteCommandResult result)
    {
        var response = new Wire.ResourceCommandResponse
        {
            Kind =
                result.Success ? Wire.ResourceCommandResponseKind.Succeeded
                : result.Canceled ? Wire.ResourceCommandResponseKind.Cancelled
                : Wire.ResourceCommandResponseKind.Failed,
        };
        if (result.Message is { } message)
        {
            response.Message = message;
            if (!result.Success)
            {
                response.ErrorMessage = message;
            }
        }

        if (result.Data is { } data)
        {
            response.Result = new Wire.ResourceCommandResult
            {
                Value = data.Value,
                DisplayImmediately = data.DisplayImmediately,
                Format = data.Format switch
                {
                    CommandResultFormat.Json => Wire.CommandResultFormat.Json,
                    CommandResultFormat.Markdown => Wire.CommandResultFormat.Markdown,
                    _ => Wire.CommandResultFormat.Text,
                },
            };
        }

        return response;
    }

    public static Wire.Resource Of(ResourceEvent known)
    {
        var (resource, now) = (known.Resource, known.Snapshot);
        var message = new Wire.Resource
        {
            Name = known.ResourceId,
            Uid = known.ResourceId,
            DisplayName = resource.Name,
            ResourceType = now.ResourceType,
            CreatedAt = Time(now.CreationTimeStamp),
            StartedAt = Time(now.StartTimeStamp),
            StoppedAt = Time(now.StopTimeStamp),
            IsHidden = resource.Name == Dashboard.Name,
        };
        if (now.State is { } state)
        {
            message.State = state.Text;
            if (state.Style is { } style)
            {
                message.StateStyle = style;
            }
        }

        message.Environment.AddRange(
            now.EnvironmentVariables.Select(v => new Wire.EnvironmentVariable
            {
                Name = v.Name,
                Value = v.Value ?? "",
                IsFromSpec = v.IsFromSpec,
            })
        );
        message.Urls.AddRange(now.Urls.Select((u, i) => Of(u, i, now)));
        message.HealthReports.AddRange(now.HealthReports.Select(Of));
        message.Relationships.AddRange(
            resource
                .Annotations.OfType<ResourceRelationshipAnnotation>()
                .Where(r => r.Type != Dashboard.Relationship)
                .Select(r => new Wire.ResourceRelationship
                {
                    ResourceName = r.Resource.Name,
                    Type = r.Type,
                })
                .Distinct()
        );
        message.Commands.AddRange(ResourceCommands.Of(resource, now.State?.Text).Select(Of));
        message.Properties.AddRange(Facts(known));
        return message;
    }

    private static IEnumerable<Wire.ResourceProperty> Facts(ResourceEvent known)
    {
        var now = known.Snapshot;
        yield return Fact("resource.uid", known.ResourceId);
        yield return Fact("resource.name", known.ResourceId);
        yield return Fact("resource.type", now.ResourceType);
        yield return Fact("resource.displayName", known.Resource.Name);
        yield return Fact("resource.state", now.State?.Text);
        yield return Fact(
            "resource.exitCode",
            now.ExitCode?.ToString(CultureInfo.InvariantCulture)
        );
        yield return Fact("resource.createTime", now.CreationTimeStamp?.ToString("O"));
        yield return Fact("resource.startTime", now.StartTimeStamp?.ToString("O"));
        yield return Fact("resource.stopTime", now.StopTimeStamp?.ToString("O"));
        yield return Fact("resource.healthState", now.HealthStatus?.ToString());
        if (
            known
                .Resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                .LastOrDefault(r => r.Type == "Parent") is
            { } parent
        )
        {
            yield return Fact("resource.parentName", parent.Resource.Name);
        }

        foreach (var property in now.Properties)
        {
            yield return Fact(property.Name, property.Value);
        }
    }

    private static Wire.ResourceProperty Fact(string name, object? value) =>
        new()
        {
            Name = name,
            Value = value switch
            {
                null => Value.ForNull(),
                int number => Value.ForNumber(number),
                IEnumerable<string> texts => Value.ForList([.. texts.Select(Value.ForString)]),
                _ => Value.ForString($"{value}"),
            },
            IsSensitive = name is "Value" or "resource.connectionString",
            IsHighlighted = name == Mishaps.Reason,
        };

    private static Wire.ResourceCommand Of(CommandNow command)
    {
        var message = new Wire.ResourceCommand
        {
            Name = command.Name,
            DisplayName = command.DisplayName,
            IsHighlighted = command.Look.IsHighlighted,
            // The two enumerations name the same numbers.
            State = (Wire.ResourceCommandState)command.State,
            IconVariant = (Wire.IconVariant)(command.Look.IconVariant ?? IconVariant.Regular),
        };
        if (command.Look.IconName is { } icon)
        {
            message.IconName = icon;
        }

        if (command.Look.Description is { } description)
        {
            message.DisplayDescription = description;
        }

        if (command.Look.ConfirmationMessage is { } question)
        {
            message.ConfirmationMessage = question;
        }

        return message;
    }

    private static Wire.Url Of(UrlSnapshot url, int index, CustomResourceSnapshot now)
    {
        var message = new Wire.Url
        {
            FullUrl = url.Url,
            IsInternal = url.IsInternal,
            IsInactive = now.State?.Text != KnownResourceStates.Running,
            DisplayProperties = new Wire.UrlDisplayProperties
            {
                SortOrder = -index,
                DisplayName = url.DisplayText ?? "",
            },
        };
        if (url.Name is { } name)
        {
            message.EndpointName = name;
        }

        return message;
    }

    private static Wire.HealthReport Of(HealthReportSnapshot report)
    {
        var message = new Wire.HealthReport
        {
            Key = report.Name,
            Description = report.Description ?? "",
            Exception = report.ExceptionText ?? "",
        };
        if (report.Status is { } status)
        {
            message.Status = status switch
            {
                Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy =>
                    Wire.HealthStatus.Healthy,
                Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded =>
                    Wire.HealthStatus.Degraded,
                _ => Wire.HealthStatus.Unhealthy,
            };
        }

        return message;
    }

    private static Timestamp? Time(DateTime? time) =>
        time is { } known ? Timestamp.FromDateTime(known) : null;
}
