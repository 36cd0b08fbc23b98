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
    ["serve", var goods, var gateway, var folder] => await Serving.RunAsync(
        int.Parse(goods),
        gateway,
        folder
    ),
    ["bare", var list, var port] => await Serving.BareAsync(list, int.Parse(port)),
    ["trace", var redis, var folder] => await Tracing.RunAsync(redis, folder),
    ["soak", var sandbox, var gateway, var minutes, .. var shops] => await Soak.RunAsync(
        new Uri(sandbox),
        new Uri(gateway),
        double.Parse(minutes, System.Globalization.CultureInfo.InvariantCulture),
        shops
    ),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: bench stages <goods> <folder> [--without-store]   the time and memory of each stage, beside the floor"
    );
    Console.Error.WriteLine(
        "       bench serve <goods> <gateway.dll> <folder>   the served price list beside a bare Kestrel endpoint"
    );
    Console.Error.WriteLine(
        "       bench trace <redis> <folder>   store operations and Redis commands with and without spans"
    );
    Console.Error.WriteLine(
        "       bench soak <sandbox> <gateway> <minutes> <shop>...   a running product, watched (see eng/soak)"
    );
    return 2;
}
