namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>The owner of one thing, wherever in the cluster it lives.</summary>
internal interface IOwner : IGrainWithStringKey
{
    /// <summary>Makes sure that it works, and works where it should; called again and again.</summary>
    Task KeepAsync();
}
