namespace TimurApiConnect.Gateway.Documents;

/// <summary>
/// How much a stranger's PDF may cost. A waybill is a page of some kilobytes for each place; these are far above that, and far below what would
/// hurt a small machine.
/// </summary>
internal sealed record PdfLimits
{
    /// <summary>Bytes of one file: no larger one is downloaded either.</summary>
    public const int LargestFile = 20 * 1024 * 1024;

    /// <summary>Bytes of all files that are joined at once.</summary>
    public const int LargestJoined = 64 * 1024 * 1024;

    /// <summary>Bytes of the document that they become: PDFs may share and pack what is written apart and in full when they are joined.</summary>
    public const int LargestDocument = 2 * LargestJoined;

    /// <summary>Pages of one file: one for each place.</summary>
    public const int MaxPages = 500;

    /// <summary>Objects of one file: a page has some ten.</summary>
    public const int MaxObjects = 50_000;

    /// <summary>Bytes that one file may unpack to while it is read.</summary>
    public const int MaxUnpacked = 64 * 1024 * 1024;

    private const long MinHeap = 96 * 1024 * 1024;
    private const long MaxHeap = 256 * 1024 * 1024;

    // What a process has beside its heap: the runtime, compiled code, stacks.
    private const long BesideHeap = 128 * 1024 * 1024;
    private const long SmallMachine = 1024 * 1024 * 1024;

    // Of the machine, or of the container.
    private static readonly long Memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The heap of a process that reads them. 64 MB of real labels need 150 MB; on a small machine the gateway needs its memory itself.</summary>
    public long Heap { get; init; } = Math.Clamp(Memory / 8, MinHeap, MaxHeap);

    /// <summary>All of its memory. Above that it is ended.</summary>
    public long Resident
    {
        get => field > 0 ? field : Heap + BesideHeap;
        init;
    }

    /// <summary>
    /// How much of a processor's time one file may take. A real one takes milliseconds, the first a second more. Not how long: on a busy machine no
    /// file can be blamed for that.
    /// </summary>
    public TimeSpan OneFile { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long all of it may take.</summary>
    public TimeSpan Whole { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many such processes there are at once.</summary>
    public int AtOnce { get; init; } = Memory < SmallMachine ? 1 : 2;

    /// <summary>How many requests wait for one to end.</summary>
    public int Waiting { get; init; } = 8;

    /// <summary>How long they wait.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many files of one request may end their process. After each, all others are read anew.</summary>
    public int MaxEnded { get; init; } = 5;
}
