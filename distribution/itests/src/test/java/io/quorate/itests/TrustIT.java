package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemCommand.BundleSignature;
import io.quorate.recipe.system.SystemCommand.Deployed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that other machines can reach takes shipped and signed bundles, and no others. */
class TrustIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path scratch;

    private Path bundle;
    private Path key;

    @BeforeEach
    void makeABundleAndAKey() throws Exception {
        byte[] ledger = CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe");
        bundle = Files.write(scratch.resolve("ledger.jar"), ledger);
        key = scratch.resolve("author");
        ok("bundle", "keys", "generate", key.toString());
    }

    @Test
    void takesShippedAndSignedBundlesAndNoOthersAlsoAfterARestart() throws Exception {
        try (ServerProcess server = reachable()) {
            String at = server.endpoint();
            ok("bundle", "deploy", "lock", "--endpoints", at);
            refused("has no signature, and this cluster takes only signed ones", at);

            ok("bundle", "sign", bundle.toString(), "--key", key.toString());
            refused("which this cluster does not trust", at);
            ok("bundle", "keys", "trust", "author", key + ".pub", "--endpoints", at);
            assertRefusesWhatWasNotSigned(at);
            ok("bundle", "deploy", bundle.toString(), "--endpoints", at);

            ok("bundle", "undeploy", "ledger", "--endpoints", at);
            ok("bundle", "keys", "revoke", "author", "--endpoints", at);
            refused("which this cluster does not trust", at);

            server.kill();
            server.start();
            refused("which this cluster does not trust", at);
            JsonNode trust = new ObjectMapper()
                    .readTree(ok("bundle", "keys", "list", "-o", "json", "--endpoints", at)
                            .out());
            assertEquals("required", trust.at("/policy").asText());
            assertEquals(0, trust.at("/keys").size());
            assertEquals(Shipped.bundles().size(), trust.at("/digests").size());
            String secret = Files.readAllLines(key).get(1);
            assertFalse(server.output().contains(secret));
        }
    }

    @Test
    void aServerOfLoopbackTakesAnyBundleUntilItIsToldNotTo() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch)) {
            String at = server.endpoint();
            ok("bundle", "deploy", bundle.toString(), "--endpoints", at);
            ok("bundle", "undeploy", "ledger", "--endpoints", at);
            Shipped.Ended set = ok("cluster", "config", "set", "bundle.trust", "required", "--endpoints", at);
            assertEquals("bundle.trust: off -> required, version 1", set.out().strip());
            refused("has no signature", at);
            ok("bundle", "deploy", "lock", "--endpoints", at);
        }
    }

    /** Past the command line, which finds out by itself that a signature is of other bytes. */
    private void assertRefusesWhatWasNotSigned(String endpoint) throws Exception {
        byte[] tampered = CompiledRecipe.of(
                scratch,
                "ledger",
                "com.example.ledger.LedgerRecipe",
                Files.readString(Path.of("src/test/recipes", "LedgerRecipe.java"))
                        .replace("package com.example.ledger;", "package com.example.ledger; // changed\n"));
        assertFalse(java.util.Arrays.equals(tampered, Files.readAllBytes(bundle)));
        try (QuorateClient client = Quorate.connect(endpoint)) {
            QuorateException refusal =
                    assertThrows(QuorateException.class, () -> Await.result(deploy(client, tampered, signature())));
            assertEquals("UNTRUSTED_BUNDLE", refusal.code());
            assertTrue(refusal.getMessage().contains("changed after it was signed"), refusal.getMessage());
        }
    }

    private static java.util.concurrent.CompletableFuture<Deployed> deploy(
            QuorateClient client, byte[] bytes, BundleSignature signature) {
        return client.system().deployBundle(bytes, Optional.of(signature), PATIENCE);
    }

    private BundleSignature signature() throws Exception {
        List<String> lines = Files.readAllLines(Path.of(bundle + ".sig"));
        Base64.Decoder base64 = Base64.getDecoder();
        return new BundleSignature(
                base64.decode(lines.get(1).substring("key ".length())),
                base64.decode(lines.get(2).substring("signature ".length())));
    }

    private void refused(String message, String endpoint) throws Exception {
        Shipped.Ended ended = Shipped.run(scratch, "bundle", "deploy", bundle.toString(), "--endpoints", endpoint);
        assertEquals(1, ended.code(), ended::toString);
        assertTrue(ended.err().contains("[UNTRUSTED_BUNDLE"), ended::toString);
        assertTrue(ended.err().contains(message), ended::toString);
        Shipped.Ended list = ok("bundle", "list", "-o", "json", "--endpoints", endpoint);
        assertFalse(list.out().contains("STAGED") || list.out().contains("FAILED"), "nothing was changed");
    }

    private Shipped.Ended ok(String... arguments) throws Exception {
        Shipped.Ended ended = Shipped.run(scratch, arguments);
        assertEquals(0, ended.code(), ended::toString);
        return ended;
    }

    private ServerProcess reachable() throws Exception {
        ServerProcess.Program program = settings -> {
            List<String> all = new ArrayList<>();
            for (String setting : settings) {
                all.add(setting.replace("client.listen=127.0.0.1:", "client.listen=0.0.0.0:"));
                if (setting.startsWith("client.listen=")) {
                    all.add(setting.replace("client.listen=", "client.advertise="));
                }
            }
            all.add("client.insecure-listen=true");
            return ServerProcess.shipped("").with(all);
        };
        ServerProcess server = ServerProcess.launch(scratch, program, List.of());
        server.awaitReady();
        return server;
    }
}
