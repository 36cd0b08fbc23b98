using TimurApiConnect.Core.Runs;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>How a run ended.</summary>
/// <param name="State">Its last state.</param>
/// <param name="Code">The failure's stable code, or null.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record RunEnd(RunState State, string? Code, string Message);
