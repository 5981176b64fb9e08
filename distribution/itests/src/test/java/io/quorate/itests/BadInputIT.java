package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real server does with what it should never get: a clear error, and it goes on serving others. */
class BadInputIT {
    private static final Duration SECONDS = Duration.ofSeconds(20);

    @TempDir
    private static Path scratch;

    private static ServerProcess server;
    private static QuorateClient client;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(scratch);
        client = Quorate.connect(server.endpoint());
        byte[] bundle = CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe");
        Await.result(client.system().deployBundle(bundle, SECONDS));
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    @AfterEach
    void othersAreServed() {
        SystemQuery.Status status =
                Await.result(client.system().query(new SystemQuery.ClusterStatus(), SystemQuery.Status.class));
        assertEquals("LEADER", status.role());
        assertEquals("", status.problem());
    }

    private static QuorateException refused(byte[] bundle) {
        QuorateException refusal = assertThrows(
                QuorateException.class, () -> Await.result(client.system().deployBundle(bundle, SECONDS)));
        assertEquals("BUNDLE_REFUSED", refusal.code(), refusal.getMessage());
        assertEquals(CallOutcome.NOT_APPLIED, refusal.outcome());
        return refusal;
    }

    private static Shipped.Ended cli(int code, String... arguments) throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 2];
        all[0] = "--endpoints";
        all[1] = server.endpoint();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        Shipped.Ended ended = Shipped.run(scratch, all);
        assertEquals(code, ended.code(), () -> String.join(" ", arguments) + ": " + ended);
        assertFalse(ended.err().contains("\tat "), "no stack trace for users: " + ended.err());
        return ended;
    }

    @Test
    void aFileThatIsNoBundle() throws Exception {
        refused("this is no jar".getBytes(StandardCharsets.UTF_8));
        Path file = Files.writeString(scratch.resolve("no.jar"), "this is no jar");
        cli(1, "bundle", "deploy", file.toString());
    }

    @Test
    void aBundleWithoutRecipes() throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "empty");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        assertTrue(refused(bytes.toByteArray()).getMessage().contains("recipe"));
    }

    @Test
    void aRecipeThatReadsTheClock() throws Exception {
        byte[] bundle = CompiledRecipe.of(scratch, "clock", "com.example.ClockRecipe", """
                package com.example;

                import io.quorate.recipe.*;

                @RecipeType(name = "clock")
                public final class ClockRecipe implements Recipe {
                    public record Ask() {}
                    public record Now(long millis) {}

                    @Override
                    public void define(RecipeDefinition recipe) {
                        recipe.command("now", Ask.class, Now.class,
                                (context, request) -> Outcome.reply(new Now(System.currentTimeMillis())));
                    }
                }
                """);
        String message = refused(bundle).getMessage();
        assertTrue(message.contains("ClockRecipe.java:13"), message);
        assertTrue(message.contains("currentTimeMillis"), message);
        Path file = Files.write(scratch.resolve("clock.jar"), bundle);
        Shipped.Ended verdict = cli(1, "bundle", "verify", file.toString());
        assertTrue((verdict.out() + verdict.err()).contains("currentTimeMillis"), verdict.toString());
    }

    @Test
    void aTruncatedUpload() throws Exception {
        byte[] bundle = new byte[300_000];
        new Random(1).nextBytes(bundle);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bundle));
        Await.result(client.system()
                .call(
                        new SystemCommand.StageChunk(digest, 0, bundle.length, Arrays.copyOf(bundle, 100_000)),
                        SystemCommand.Staged.class));
        QuorateException refusal = assertThrows(
                QuorateException.class,
                () -> Await.result(
                        client.system().call(new SystemCommand.Deploy(digest), SystemCommand.Deployed.class)));
        assertEquals("CONFLICT", refusal.code());
        assertTrue(refusal.getMessage().contains("100000 of 300000"), refusal.getMessage());
    }

    @Test
    void anUnknownCommand() throws Exception {
        QuorateException refusal = assertThrows(
                QuorateException.class,
                () -> Await.result(
                        client.resource("default", "ledger", 1, "book").call("burn", new TreeMap<>(), SECONDS)));
        assertEquals("CALL_NOT_FOUND", refusal.code());
        assertTrue(refusal.getMessage().contains("enter"), "it names what there is: " + refusal.getMessage());
        cli(2, "ledger", "burn", "book");
        cli(3, "no-such-recipe", "describe", "book");
    }

    @Test
    void aNameOfAMegabyte() {
        QuorateException refusal = assertThrows(
                QuorateException.class,
                () -> Await.result(client.resource("default", "ledger", 1, "x".repeat(1 << 20))
                        .call("enter", new TreeMap<>(), SECONDS)));
        assertEquals("INVALID_REQUEST", refusal.code());
        assertTrue(refusal.getMessage().contains("400"), refusal.getMessage());
        assertEquals(CallOutcome.NOT_APPLIED, refusal.outcome());
    }

    @Test
    void aRequestThatDoesNotFit() {
        TreeMap<String, Object> fields = new TreeMap<>();
        fields.put("writer", "not a number");
        QuorateException refusal = assertThrows(
                QuorateException.class,
                () -> Await.result(
                        client.resource("default", "ledger", 1, "book").call("enter", fields, SECONDS)));
        assertEquals("INVALID_REQUEST", refusal.code());
        assertTrue(refusal.getMessage().contains("writer"), refusal.getMessage());
    }

    @Test
    void aWrongConfigurationKey() throws Exception {
        Shipped.Ended ended = Shipped.run(scratch, "server", "--set", "client.lisen=127.0.0.1:1");
        assertEquals(2, ended.code(), ended.toString());
        assertTrue(ended.err().contains("client.listen"), "it suggests the right key: " + ended.err());
        Path file = Files.writeString(scratch.resolve("wrong.yaml"), "node:\n  id: zero\n");
        Shipped.Ended value = Shipped.run(scratch, "server", "--config", file.toString());
        assertEquals(2, value.code(), value.toString());
        assertTrue(value.err().contains("wrong.yaml:2") && value.err().contains("node.id"), value.err());
    }

    @Test
    void aPortInUse() throws Exception {
        Shipped.Ended ended = Shipped.run(
                scratch,
                "server",
                "--set",
                "client.listen=" + server.endpoint(),
                "--set",
                "data.directory=" + scratch.resolve("second"));
        assertEquals(1, ended.code(), ended.toString());
        assertTrue(ended.err().contains(server.endpoint()), ended.err());
    }

    @Test
    void aDataDirectoryInUse() throws Exception {
        Shipped.Ended ended = Shipped.run(
                scratch, "server", "--set", "client.listen=127.0.0.1:0", "--set", "data.directory=" + server.data());
        assertEquals(1, ended.code(), ended.toString());
        assertTrue(ended.err().contains("in use by another process"), ended.err());
    }

    @Test
    void aDataDirectoryThatIsAFile() throws Exception {
        Path file = Files.writeString(scratch.resolve("file"), "");
        Shipped.Ended ended =
                Shipped.run(scratch, "server", "--set", "client.listen=127.0.0.1:0", "--set", "data.directory=" + file);
        assertEquals(1, ended.code(), ended.toString());
        assertTrue(ended.err().contains(file.toString()), ended.err());
    }

    @Test
    void aDataDirectoryThatNobodyCanWrite() throws Exception {
        // Not even root, whom permissions do not stop.
        Path proc = Path.of("/proc/quorate-data");
        Path readOnly = Files.isDirectory(Path.of("/proc/self")) ? proc : Path.of("/dev/null/quorate-data");
        Shipped.Ended ended = Shipped.run(
                scratch, "server", "--set", "client.listen=127.0.0.1:0", "--set", "data.directory=" + readOnly);
        assertEquals(1, ended.code(), ended.toString());
        assertTrue(ended.err().contains(readOnly.toString()), ended.err());
    }
}
