namespace TimurApiConnect.Sandbox;

/// <summary>The sandbox cannot start as it is configured. The message is for the person who wrote the settings.</summary>
internal sealed class SettingsException(string message, Exception? inner = null)
    : Exception(message, inner);
