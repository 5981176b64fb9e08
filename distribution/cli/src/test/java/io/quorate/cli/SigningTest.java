package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.BundleDigest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and signatures as files, without any server. */
class SigningTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private Path key;
    private Path bundle;

    @BeforeEach
    void makeAKeyAndABundle() throws IOException {
        key = directory.resolve("author");
        bundle = Files.writeString(directory.resolve("x.jar"), "not really a jar");
        assertEquals(0, run("bundle", "keys", "generate", key.toString()), this::err);
    }

    @Test
    void writesAPrivateKeyForItsOwnerAloneAndShowsNothingOfIt() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        String secret = Files.readAllLines(key).get(1);
        assertTrue(secret.length() > 40, "there is a key");
        assertFalse((out() + err()).contains(secret));
        assertTrue(out().contains(SigningKey.readPublic(beside()).id()), out());
    }

    @Test
    void writesWhatOpensslReads() throws IOException {
        List<String> secret = Files.readAllLines(key);
        assertEquals(
                List.of("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"),
                List.of(secret.get(0), secret.get(2)));
        // The header of PKCS#8 and X.509 for this kind of key: RFC 8410.
        assertTrue(secret.get(1).startsWith("MC4CAQAwBQYDK2VwBCIEI"), "a private key of Ed25519");
        assertTrue(Files.readAllLines(beside()).get(1).startsWith("MCowBQYDK2VwAyEA"), "a public key of Ed25519");
    }

    @Test
    void keepsTheFormatOfItsFiles() throws IOException {
        Path old = Files.writeString(directory.resolve("old"), """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEIGFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh
                -----END PRIVATE KEY-----
                """);
        Files.writeString(directory.resolve("old.pub"), """
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEArwaj4ykXFOTzVsGcmxXNGVHsbmZiqne+B1R/KJODNB0=
                -----END PUBLIC KEY-----
                """);
        Files.write(bundle, new byte[] {1, 2, 3});
        SigningKey.read(old).sign(BundleFile.read(bundle)).write();
        assertEquals("""
                quorate-bundle-signature-1
                key rwaj4ykXFOTzVsGcmxXNGVHsbmZiqne+B1R/KJODNB0=
                signature QYc6WHX2uVlEulzO/w7hcctB7R91mldkbnQ5VNqljYIGN3E5JxfqoD1eEWhJNnyrqL3pGrGOS9Caor7vNfS7AA==
                """, Files.readString(directory.resolve("x.jar.sig")));
    }

    @Test
    void overwritesNoKey() throws IOException {
        byte[] before = Files.readAllBytes(key);
        assertEquals(ExitCode.CONFLICT.number(), run("bundle", "keys", "generate", key.toString()));
        assertTrue(err().contains("author is there already; keys are never overwritten"), err());
        assertEquals(new String(before, StandardCharsets.US_ASCII), Files.readString(key));
        Files.delete(key);
        assertEquals(ExitCode.CONFLICT.number(), run("bundle", "keys", "generate", key.toString()));
        assertFalse(Files.exists(key), "nothing is written when one of the two is there");
    }

    @Test
    void signsAndFindsTheSignatureBesideTheBundle() throws IOException {
        SignatureFile written = SigningKey.read(key).sign(BundleFile.read(bundle));
        written.write();
        assertEquals(directory.resolve("x.jar.sig"), written.path());
        SignatureFile found = BundleFile.read(bundle).signatureFile().orElseThrow();
        assertEquals(SigningKey.readPublic(beside()), found.key());
        assertTrue(found.fits(BundleDigest.of(Files.readAllBytes(bundle))));
        assertTrue(BundleFile.read(bundle).signature().isPresent());
        assertEquals(1, run("bundle", "verify", bundle.toString()), "it is no bundle");
        assertTrue(out().contains("of key " + found.key().id()), out());
    }

    @Test
    void refusesToDeployWithASignatureOfOtherBytes() throws IOException {
        SigningKey.read(key).sign(BundleFile.read(bundle)).write();
        Files.writeString(bundle, "changed");
        Failure refusal =
                assertThrows(Failure.class, () -> BundleFile.read(bundle).signature());
        assertTrue(refusal.getMessage().contains("was changed after it was signed"), refusal.getMessage());
        assertEquals(1, run("bundle", "verify", bundle.toString()));
        assertTrue(out().contains("but of other bytes: sign again"), out());
    }

    @Test
    void refusesASignatureFileThatIsNone() throws IOException {
        for (String text :
                List.of("", "rubbish", "quorate-bundle-signature-1\nkey x\nsignature y\n", "x".repeat(5_000))) {
            Files.writeString(directory.resolve("x.jar.sig"), text);
            Failure refusal =
                    assertThrows(Failure.class, () -> BundleFile.read(bundle).signature());
            assertTrue(refusal.getMessage().contains("x.jar.sig is no signature"), refusal.getMessage());
        }
        Files.write(directory.resolve("x.jar.sig"), new byte[] {(byte) 0xff, 0});
        assertThrows(Failure.class, () -> BundleFile.read(bundle).signature());
    }

    @Test
    void refusesAKeyOfWhichTheTwoFilesDoNotBelongTogether() throws IOException {
        Path other = directory.resolve("other");
        SigningKey.generate(other);
        Files.move(directory.resolve("other.pub"), beside(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertRefused("author.pub is not the public key of " + key, ExitCode.USAGE, key);
        Files.delete(beside());
        assertRefused("there is no file " + beside(), ExitCode.NOT_FOUND, key);
        assertRefused(
                "there is no file " + directory.resolve("nowhere"), ExitCode.NOT_FOUND, directory.resolve("nowhere"));
    }

    @Test
    void refusesAFileThatHasNoPrivateKeyAndShowsNothingOfIt() throws IOException {
        assertRefused("author.pub has a PUBLIC KEY, and a PRIVATE KEY is needed", ExitCode.USAGE, beside());
        Path broken = Files.writeString(directory.resolve("broken"), Pem.write(Pem.PRIVATE, new byte[] {1, 2, 3}));
        assertRefused("broken has no private key of Ed25519", ExitCode.USAGE, broken);
        Path text = Files.writeString(directory.resolve("text"), "a password");
        assertRefused("text has no key in PEM form", ExitCode.USAGE, text);
    }

    @Test
    void doesNotSendAPrivateKeyToTheCluster() {
        assertEquals(ExitCode.USAGE.number(), run("bundle", "keys", "trust", "author", key.toString()));
        assertTrue(
                err().contains("has a PRIVATE KEY, and a PUBLIC KEY is needed: give the file that ends with .pub"),
                err());
    }

    @Test
    void asksForTheKeyToSignWithAndSignsNothingUnfit() {
        assertEquals(1, run("bundle", "sign", bundle.toString(), "--key", key.toString()));
        assertTrue(err().contains("is not fit to be deployed"), err());
        assertFalse(Files.exists(directory.resolve("x.jar.sig")));
    }

    @Test
    void readsDigestsAsSha256sumWritesThem() throws IOException {
        String digest = BundleDigest.of(new byte[0]).hex();
        Path file = Files.writeString(
                directory.resolve("DIGESTS"),
                digest + "  quorate-recipe-lock.jar\n\n" + digest + " *binary.jar\n" + digest);
        assertEquals(3, DigestsFile.read(file).size());
        Files.writeString(file, digest + "  a.jar\nrubbish  b.jar\n");
        Failure refusal = assertThrows(Failure.class, () -> DigestsFile.read(file));
        assertTrue(refusal.getMessage().contains("DIGESTS:2: a bundle digest has 64 hex digits"), refusal.getMessage());
    }

    private void assertRefused(String message, ExitCode code, Path file) {
        Failure refusal = assertThrows(Failure.class, () -> SigningKey.read(file));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
        assertEquals(code, refusal.exitCode());
        assertFalse(refusal.getMessage().contains("password"));
    }

    private Path beside() {
        return directory.resolve("author.pub");
    }

    private int run(String... arguments) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return new Cli(console, Map.of()).run(List.of(arguments));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
