namespace TimurApiConnect.Sandbox.Control;

/// <summary>The caller of the control API asked for what cannot be. The message says what to do next.</summary>
internal sealed class ControlException(int status, string message) : Exception(message)
{
    public int Status => status;

    public static ControlException Bad(string message) =>
        new(StatusCodes.Status400BadRequest, message);
}
