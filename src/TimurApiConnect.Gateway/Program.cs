using TimurApiConnect.Gateway;
using TimurApiConnect.Gateway.Documents.Child;

if (args is [PdfVerb.Name, var seconds])
{
    return PdfVerb.Run(seconds);
}

await GatewayApp.Build(args).RunAsync();
return 0;
