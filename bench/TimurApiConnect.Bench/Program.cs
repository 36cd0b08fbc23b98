using TimurApiConnect.Bench;

return args switch
{
    ["stages", var goods, var folder] => await Stages.RunAsync(
        int.Parse(goods),
        folder,
        store: true
    ),
    ["stages", var goods, var folder, "--without-store"] => await Stages.RunAsync(
        int.Parse(goods),
        folder,
        store: false
    ),
    ["serve", var goods, var gateway] => await Serving.RunAsync(int.Parse(goods), gateway),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: bench stages <goods> <folder> [--without-store]   the time and memory of each stage, beside the floor"
    );
    Console.Error.WriteLine(
        "       bench serve <goods> <gateway.dll>  the served price list beside a bare Kestrel endpoint"
    );
    return 2;
}
