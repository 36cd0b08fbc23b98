namespace TimurApiConnect.Sandbox.AlStyle;

internal sealed record Brand(string Id, string Name);

/// <summary>213 invented brands; a few have most of the goods.</summary>
internal sealed class BrandBook
{
    public const int Count = 213;

    private static readonly string[] Heads =
    [
        "Al",
        "Bor",
        "Cen",
        "Dar",
        "El",
        "Fer",
        "Gal",
        "Hex",
        "Iz",
        "Jor",
        "Kel",
        "Lum",
        "Mar",
        "Nor",
        "Or",
        "Pra",
    ];

    private static readonly string[] Middles =
    [
        "a",
        "e",
        "i",
        "o",
        "u",
        "ani",
        "eno",
        "iti",
        "omu",
        "ura",
    ];

    private static readonly string[] Tails =
    [
        "tek",
        "vox",
        "line",
        "dor",
        "kon",
        "mix",
        "net",
        "rix",
        "sun",
        "tov",
    ];

    private readonly double[] _upTo = new double[Count];

    public BrandBook(int seed)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var dice = Dice.For(seed, 0, purpose: 91);
        var brands = new List<Brand>();
        while (brands.Count < Count)
        {
            var name =
                dice.Pick<string>(Heads) + dice.Pick<string>(Middles) + dice.Pick<string>(Tails);
            name = (brands.Count % 17) switch
            {
                3 => name.ToUpperInvariant(),
                7 => $"{name[..3]} & {name[3..]}",
                11 => $"{name} {dice.Between(2, 90)}",
                15 => $"{name}-Pro",
                _ => name,
            };
            if (names.Add(name))
            {
                brands.Add(new(GuidText(ref dice), name));
            }
        }

        All = brands;
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            _upTo[i] = sum += 1 / Math.Pow(i + 2, 0.9);
        }
    }

    public IReadOnlyList<Brand> All { get; }

    public ushort Draw(ref Dice dice)
    {
        var at = Array.BinarySearch(_upTo, dice.Share() * _upTo[^1]);
        return (ushort)Math.Min(at < 0 ? ~at : at, Count - 1);
    }

    // fde2257a-2ecb-11eb-a360-503eaa0dbd7f
    private static string GuidText(ref Dice dice) =>
        $"{(uint)dice.Next():x8}-{(ushort)dice.Next():x4}-11eb-a360-{dice.Next() & 0xFFFFFFFFFFFF:x12}";
}
