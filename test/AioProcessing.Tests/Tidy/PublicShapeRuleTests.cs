using AioProcessing.Tests.Tidy.Planted;

namespace AioProcessing.Tests.Tidy
{
    public sealed class PublicShapeRuleTests
    {
        [Fact]
        public void Library_EveryPublicType_IsSealedAndPrefixedInOneNamespace() =>
            Exemptions.AssertClean(Rules.PublicShape, PublicShapeRule.Check(typeof(AioException).Assembly.GetExportedTypes()));

        [Theory]
        [InlineData(typeof(AioOpen), "open to inheritance")]
        [InlineData(typeof(Unprefixed), "lacks the prefix")]
        [InlineData(typeof(AioWithField), "is public; make it a property")]
        [InlineData(typeof(IUnprefixed), "lacks the prefix")]
        public void Check_PlantedType_IsFound(Type planted, string complaint) =>
            Assert.Contains(PublicShapeRule.Check([planted]), finding => finding.What.Contains(complaint, StringComparison.Ordinal));

        [Theory]
        [InlineData(typeof(AioSealed))]
        [InlineData(typeof(AioClosed))]
        [InlineData(typeof(AioAbstract))]
        [InlineData(typeof(IAioFace))]
        public void Check_TypeThatUsersCannotInheritFromByChance_IsAllowed(Type planted) =>
            Assert.DoesNotContain(PublicShapeRule.Check([planted]), finding => !finding.What.Contains("one namespace", StringComparison.Ordinal));

        [Fact]
        public void Check_WrongNamespace_IsFound() => Assert.Contains("one namespace", Assert.Single(PublicShapeRule.Check([typeof(AioSealed)])).What);
    }
}

namespace AioProcessing.Tests.Tidy.Planted
{
    public class AioOpen;

    public sealed class Unprefixed;

    public interface IUnprefixed;

    public sealed class AioSealed;

    public class AioClosed
    {
        internal AioClosed()
        {
        }
    }

    public abstract class AioAbstract;

    public interface IAioFace;

    public sealed class AioWithField
    {
        public int Count = 0;
    }
}
