package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.state.Keys;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.BundleSignature;
import io.quorate.recipe.system.SystemCommand.ConfigureCluster;
import io.quorate.recipe.system.SystemCommand.Deploy;
import io.quorate.recipe.system.SystemCommand.FoundTrust;
import io.quorate.recipe.system.SystemCommand.RevokeKey;
import io.quorate.recipe.system.SystemCommand.TrustDigests;
import io.quorate.recipe.system.SystemCommand.TrustKey;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.MemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A cluster that asks for signatures takes what a trusted key has signed or whose digest it trusts, on all nodes alike. */
class TrustTest {
    private static final byte[] BUNDLE = "probe@1".getBytes(StandardCharsets.UTF_8);
    private static final BundleDigest DIGEST = BundleDigest.of(BUNDLE);

    private final Signer author = Signer.named('a');
    private final Signer stranger = Signer.named('s');
    private final World world = world();
    private final World.Client admin = world.client(60_000);

    private static World world() {
        return new World(
                Limits.defaults(), new TestHost().with("probe@1", new Probe()).with("probe@2", new Probe()));
    }

    private static CallResult done(CallResult result) {
        assertEquals(CallResult.Kind.OK, result.kind(), result.message());
        return result;
    }

    private void require() {
        done(admin.system(new ConfigureCluster("bundle.trust", Optional.of("required"), 0)));
    }

    private CallResult trust(String name, Signer signer) {
        return admin.system(new TrustKey(name, signer.key().bytes()));
    }

    private CallResult deploy(Optional<BundleSignature> signature) {
        admin.system(new SystemCommand.StageChunk(DIGEST.hex(), 0, BUNDLE.length, BUNDLE));
        return admin.system(new Deploy(DIGEST.hex(), signature));
    }

    private void assertUntrusted(String message, Optional<BundleSignature> signature) {
        CallResult refused = deploy(signature);
        assertEquals("UNTRUSTED_BUNDLE", refused.code(), refused.message());
        assertTrue(refused.message().contains(message), refused.message());
        assertNull(world.store.get(Keys.deployment(DIGEST)), "nothing was changed");
        assertNull(world.store.get(Keys.active("probe")));
        assertTrue(world.host.loaded.isEmpty(), "no node looked at its code");
    }

    private static void assertRefused(String code, String message, CallResult result) {
        assertEquals(code, result.code(), result.message());
        assertTrue(result.message().contains(message), result.message());
    }

    private SystemQuery.Trust asked() {
        return world.system(new SystemQuery.ListTrust(), SystemQuery.Trust.class);
    }

    @Test
    void takesEverythingWhileNobodyAsksForMore() {
        assertEquals("off", asked().policy());
        done(deploy(Optional.of(new BundleSignature(new byte[3], new byte[4]))));
    }

    @Test
    void takesWhatATrustedKeyHasSigned() {
        require();
        done(trust("author", author));
        done(deploy(Optional.of(author.sign(DIGEST))));
        assertEquals("required", asked().policy());
    }

    @Test
    void refusesABundleWithoutSignature() {
        require();
        done(trust("author", author));
        assertUntrusted("has no signature, and this cluster takes only signed ones", Optional.empty());
    }

    @Test
    void refusesTheSignatureOfAKeyThatItDoesNotKnow() {
        require();
        done(trust("author", author));
        assertUntrusted(
                "is signed with key " + stranger.key().id() + ", which this cluster does not trust",
                Optional.of(stranger.sign(DIGEST)));
    }

    @Test
    void refusesASignatureThatIsNotOfTheKeyThatItNames() {
        require();
        done(trust("author", author));
        byte[] forged = stranger.sign(DIGEST).value();
        assertUntrusted(
                "is not one of bundle",
                Optional.of(new BundleSignature(author.key().bytes(), forged)));
    }

    @Test
    void refusesASignatureOverOtherBytes() {
        require();
        done(trust("author", author));
        BundleDigest other = BundleDigest.of(new byte[] {1});
        assertUntrusted("the bundle was changed after it was signed", Optional.of(author.sign(other)));
    }

    @Test
    void refusesASignatureOfAnyOtherLength() {
        require();
        done(trust("author", author));
        assertUntrusted(
                "is not one of bundle",
                Optional.of(new BundleSignature(author.key().bytes(), new byte[1_000])));
        assertRefused(
                "INVALID_REQUEST", "32 bytes", deploy(Optional.of(new BundleSignature(new byte[1_000], new byte[64]))));
    }

    /** The signature is of the digest; that the bytes have this digest is looked at as well. */
    @Test
    void refusesOtherBytesUnderASignedDigest() {
        require();
        done(trust("author", author));
        byte[] other = "probe@2".getBytes(StandardCharsets.UTF_8);
        admin.system(new SystemCommand.StageChunk(DIGEST.hex(), 0, other.length, other));
        CallResult refused = admin.system(new Deploy(DIGEST.hex(), Optional.of(author.sign(DIGEST))));
        assertRefused("INVALID_REQUEST", "upload it again", refused);
        assertNull(world.store.get(Keys.deployment(DIGEST)));
    }

    @Test
    void takesNoMoreOfARevokedKeyAndKeepsWhatIsDeployed() {
        require();
        done(trust("author", author));
        done(deploy(Optional.of(author.sign(DIGEST))));
        done(admin.system(new RevokeKey("author")));
        done(admin.done("a", "put", new Probe.Put("k", 1)));
        admin.done("a", "remove", new Probe.Key("k"));
        done(admin.system(new SystemCommand.Undeploy("probe", false)));
        CallResult refused = deploy(Optional.of(author.sign(DIGEST)));
        assertRefused("UNTRUSTED_BUNDLE", "which this cluster does not trust", refused);
        assertRefused("NOT_FOUND", "`quorate bundle keys list` shows", admin.system(new RevokeKey("author")));
    }

    @Test
    void rollsBackOnlyToWhatIsStillTrusted() {
        require();
        done(trust("author", author));
        done(deploy(Optional.of(author.sign(DIGEST))));
        byte[] second = "probe@2".getBytes(StandardCharsets.UTF_8);
        done(admin.system(new TrustDigests(List.of(BundleDigest.of(second).hex()), false)));
        done(world.deploy(admin, "probe@2"));
        SystemCommand.Rollback back = new SystemCommand.Rollback("probe", Optional.empty());

        done(admin.system(new RevokeKey("author")));
        assertRefused("UNTRUSTED_BUNDLE", "which this cluster does not trust", admin.system(back));

        done(trust("author", author));
        done(admin.system(back));
    }

    @Test
    void takesATrustedDigestWithoutSignature() {
        require();
        done(admin.system(new TrustDigests(List.of(DIGEST.hex()), false)));
        done(deploy(Optional.empty()));
    }

    @Test
    void takesNoMoreOfADigestThatIsTrustedNoMore() {
        require();
        done(admin.system(new TrustDigests(List.of(DIGEST.hex()), false)));
        done(admin.system(new TrustDigests(List.of(DIGEST.hex()), true)));
        assertUntrusted("has no signature", Optional.empty());
    }

    @Test
    void givesAKeyOneNameAndANameOneKey() {
        done(trust("author", author));
        done(trust("author", author));
        assertRefused("CONFLICT", "is trusted already, as 'author'", trust("other", author));
        assertRefused("CONFLICT", "`quorate bundle keys revoke author`", trust("author", stranger));
        assertRefused("INVALID_REQUEST", "a key's name has", trust("two words", stranger));
        assertRefused("INVALID_REQUEST", "a key's name has", trust("x".repeat(100_000), stranger));
        assertRefused("INVALID_REQUEST", "no public key of Ed25519", admin.system(new TrustKey("none", noPoint())));
        assertRefused("INVALID_REQUEST", "32 bytes", admin.system(new TrustKey("none", new byte[31])));
        SystemQuery.TrustedKey only = asked().keys().get(0);
        assertEquals(1, asked().keys().size());
        assertEquals("author", only.name());
        assertEquals(author.key().id(), only.id());
        assertArrayEquals(author.key().bytes(), only.publicKey());
    }

    private static byte[] noPoint() {
        byte[] bytes = new byte[32];
        bytes[0] = 2;
        return bytes;
    }

    @Test
    void boundsWhatItTrusts() {
        for (int i = 0; i < 64; i++) {
            done(trust("key-" + i, Signer.named((char) (' ' + i))));
        }
        assertRefused("CONFLICT", "64 keys are trusted, which is the most", trust("more", Signer.named('~')));
        List<String> digests = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            digests.add(BundleDigest.of(new byte[] {(byte) i, (byte) (i >> 8)}).hex());
        }
        done(admin.system(new TrustDigests(digests, false)));
        assertRefused(
                "CONFLICT",
                "1001 digests would be trusted, allowed are 1000",
                admin.system(new TrustDigests(List.of(DIGEST.hex()), false)));
        digests.add(DIGEST.hex());
        assertRefused("INVALID_REQUEST", "1001 digests at once", admin.system(new TrustDigests(digests, false)));
        assertRefused("INVALID_REQUEST", "64 hex digits", admin.system(new TrustDigests(List.of("rubbish"), false)));
        assertEquals(1_000, asked().digests().size());
    }

    @Test
    void isFoundedOnce() {
        assertFalse(world.kernel.isTrustFounded());
        done(admin.system(new FoundTrust(true, List.of(DIGEST.hex()))));
        assertTrue(world.kernel.isTrustFounded());
        done(admin.system(new ConfigureCluster("bundle.trust", Optional.of("off"), 0)));
        done(admin.system(new TrustDigests(List.of(DIGEST.hex()), true)));
        done(admin.system(new FoundTrust(true, List.of(DIGEST.hex()))));
        assertEquals("off", asked().policy());
        assertEquals(List.of(), asked().digests());
    }

    @Test
    void foundsNothingAgainstWhatAnAdministratorHasSaid() {
        done(admin.system(new ConfigureCluster("bundle.trust", Optional.of("off"), 0)));
        done(admin.system(new FoundTrust(true, List.of())));
        assertEquals("off", asked().policy());
    }

    @Test
    void namesThePoliciesThatThereAre() {
        assertRefused(
                "INVALID_REQUEST",
                "'on' is no value of bundle.trust; allowed is off or required",
                admin.system(new ConfigureCluster("bundle.trust", Optional.of("on"), 0)));
    }

    @Test
    void decidesAlikeOnEveryReplicaAndInEveryReplay() {
        List<Long> chains = new ArrayList<>();
        for (int replica = 0; replica < 2; replica++) {
            World each = world();
            World.Client client = each.client(60_000);
            client.system(new FoundTrust(true, List.of()));
            client.system(new TrustKey("author", author.key().bytes()));
            client.system(new SystemCommand.StageChunk(DIGEST.hex(), 0, BUNDLE.length, BUNDLE));
            client.system(new Deploy(DIGEST.hex()));
            client.system(new Deploy(DIGEST.hex(), Optional.of(stranger.sign(DIGEST))));
            client.system(new Deploy(
                    DIGEST.hex(),
                    Optional.of(new BundleSignature(
                            author.key().bytes(), stranger.sign(DIGEST).value()))));
            done(client.system(new Deploy(DIGEST.hex(), Optional.of(author.sign(DIGEST)))));
            client.system(new RevokeKey("author"));
            chains.add(each.kernel.status().chain());
            each.store = new MemoryStateStore();
            each.restart(false);
            chains.add(each.kernel.status().chain());
        }
        assertEquals(List.of(chains.get(0), chains.get(0), chains.get(0), chains.get(0)), chains);
    }
}
