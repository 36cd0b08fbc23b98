namespace TimurApiConnect.AppHostTests;

public class Placeholder
{
    [Xunit.Fact]
    public void Builds() => Xunit.Assert.NotNull(typeof(Placeholder).Assembly.FullName);
}
