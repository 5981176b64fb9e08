package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped CLI against a running server. */
class CliIT {
    @TempDir
    private static Path scratch;

    private static ServerProcess server;

    @BeforeAll
    static void startServerWithLocks() throws Exception {
        server = ServerProcess.start(scratch);
        JsonNode deployed = json("bundle", "deploy", "lock");
        assertEquals("lock", deployed.get("recipe").asText());
        assertTrue(deployed.get("revision").isTextual(), "64-bit numbers are strings");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session list",
                "bundle list",
                "bundle verify lock",
                "recipe list",
                "recipe describe lock",
                "cluster status",
                "cluster config get",
                "cluster config get session.max-ttl",
                "cluster config unset session.max-count",
                "check",
                "check --status",
                "namespace list",
                "namespace describe default",
                "lock list",
                "lock describe jobs/none"
            })
    void answersInValidJson(String command) throws Exception {
        assertTrue(json(command.split(" ", -1)).isObject());
    }

    @Test
    void keepsDataAndTalkApart() throws Exception {
        Shipped.Ended ended = cli(0, "-o", "json", "lock", "acquire", "jobs/apart");
        assertTrue(new ObjectMapper().readTree(ended.out()).get("token").isTextual(), ended.out());
        assertTrue(ended.err().contains("The grant ended with this command's session"), ended.err());
    }

    @Test
    void answersAnUnknownRecipeWithTheCommandThatDeploysIt() throws Exception {
        assertTrue(cli(3, "semaphore", "hold", "gpu").err().contains("run `quorate bundle deploy semaphore`"));
        assertTrue(cli(3, "lokc", "list").err().contains("did you mean `quorate lock`?"));
    }

    @Test
    void tellsWrongVerbsAndFields() throws Exception {
        assertTrue(cli(2, "lock", "describ", "x").err().contains("did you mean 'describe'"));
        assertTrue(cli(2, "lock", "release", "x").err().contains("--token"));
        assertTrue(cli(2, "lock", "acquire", "x", "--wait", "soon").err().contains("is not a duration"));
        assertTrue(cli(2, "bundle", "deploy", "lock", "--commands", "5").err().contains("--dry-run, which is missing"));
    }

    @Test
    void configuresTheClusterAndTellsWhatIsWrong() throws Exception {
        assertEquals(
                "instance.max-waiters: 10000 -> 500",
                cli(0, "cluster", "config", "set", "instance.max-waiters", "500")
                        .out()
                        .split(",", -1)[0]);
        String table = cli(0, "cluster", "config", "get").out();
        assertTrue(table.lines().anyMatch(line -> line.matches("instance.max-waiters +500 \\* .*")), table);
        assertTrue(table.lines().anyMatch(line -> line.matches("session.max-ttl +5 min +5 min +1 s to 1 d .*")), table);
        String version = json("cluster", "config", "get").get("version").asText();
        cli(0, "cluster", "config", "unset", "instance.max-waiters", "--if-version", version);
        assertTrue(cli(4, "cluster", "config", "unset", "instance.max-waiters", "--if-version", version)
                .err()
                .contains("somebody else has changed it"));
        assertTrue(cli(3, "cluster", "config", "set", "session.max-tll", "1s")
                .err()
                .contains("did you mean 'session.max-ttl'?"));
        assertTrue(cli(3, "cluster", "config", "get", "session.max-tll")
                .err()
                .contains("did you mean 'session.max-ttl'?"));
        assertTrue(cli(2, "cluster", "config", "set", "session.max-ttl", "64KiB")
                .err()
                .contains("allowed is from 1 s to 1 d, with its unit (ms, s, min, h, d)"));
    }

    @Test
    void holdsUntilItIsStopped() throws Exception {
        try (HolderProcess holder = hold("jobs/hold")) {
            assertEquals(
                    holder.token(), describe("jobs/hold").at("/holder/token").asText());
            assertTrue(cli(4, "bundle", "undeploy", "lock").err().contains("[CONFLICT"));
            assertEquals(0, holder.stop(), holder::output);
        }
        assertFalse(describe("jobs/hold").get("held").asBoolean());
    }

    @Test
    void releasesWhenItsTerminalGoes() throws Exception {
        try (HolderProcess holder = hold("jobs/hangup")) {
            holder.await("Holding");
            assertEquals(0, holder.hangUp(), holder::output);
            assertTrue(holder.output().contains("Released 'jobs/hangup'."), holder::output);
        }
        Path started = scratch.resolve("started-under-terminal");
        String program = "trap 'exit 9' TERM; touch " + started + "; sleep 600 & wait";
        try (HolderProcess run = HolderProcess.start(
                scratch, "--endpoints", server.endpoint(), "lock", "run", "jobs/hangup", "--", "sh", "-c", program)) {
            while (!Files.exists(started)) {
                run.requireRunning();
            }
            assertEquals(9, run.hangUp(), run::output);
        }
        assertFalse(describe("jobs/hangup").get("held").asBoolean());
    }

    @Test
    void keepsNamespacesApartAndWithinTheirQuotas() throws Exception {
        String[] hold = {"lock", "hold", "jobs/apart", "--namespace", "team"};
        assertTrue(cli(3, hold)
                .err()
                .contains("create it with `quorate namespace create team` [NAMESPACE_NOT_FOUND, NOT_APPLIED]"));
        assertEquals(
                "team: created, quota 1 B\n",
                cli(0, "namespace", "create", "team", "--quota", "1B").out());
        assertTrue(cli(4, hold).err().contains("`quorate namespace quota team SIZE` [QUOTA_EXCEEDED"));
        assertEquals(
                "team: quota 1 B -> none, used 0 B\n",
                cli(0, "namespace", "quota", "team", "none").out());
        try (HolderProcess holder = HolderProcess.start(
                scratch, "--endpoints", server.endpoint(), "lock", "hold", "jobs/apart", "--namespace", "team")) {
            holder.await("Holding");
            assertFalse(describe("jobs/apart").get("held").asBoolean(), "in the default namespace");
            assertTrue(cli(4, "namespace", "delete", "team").err().contains("has 1 instance of recipe 'lock'"));
            String detail = cli(0, "namespace", "describe", "team").out();
            assertTrue(detail.matches("(?s)name +team\n.*quota +none\n.*lock +1\n"), detail);
            assertEquals(
                    "team: deleted\n",
                    cli(0, "namespace", "delete", "team", "--force").out());
            assertEquals(3, holder.stop(), holder::output);
            assertTrue(holder.output().contains("[NAMESPACE_NOT_FOUND"), holder::output);
        }
        String table = cli(0, "namespace", "list").out();
        assertTrue(table.matches("NAME +STATE +USED +QUOTA\ndefault +ACTIVE +\\d+ [KM]?i?B +none\n"), table);
    }

    @Test
    void endsWithFourWhenNotGranted() throws Exception {
        try (HolderProcess holder = hold("jobs/busy")) {
            holder.await("Holding");
            assertTrue(cli(4, "lock", "hold", "jobs/busy", "--wait", "0s").err().contains("[NOT_GRANTED"));
            assertTrue(
                    cli(4, "lock", "hold", "jobs/busy", "--wait", "300ms").err().contains("[WAIT_TIMED_OUT"));
            assertEquals(0, describe("jobs/busy").get("waiting").size());
        }
    }

    @Test
    void noticesThatItsSessionWasEnded() throws Exception {
        try (HolderProcess holder = hold("jobs/expired")) {
            holder.await("Holding");
            String session = describe("jobs/expired").at("/holder/session").asText();
            assertEquals(
                    "1",
                    json("session", "describe", session).at("/session/bound").asText());
            cli(0, "session", "expire", session, "--reason", "maintenance");
            assertEquals(1, holder.awaitExit(), holder::output);
            assertTrue(holder.output().contains("ended: maintenance;"), holder::output);
        }
        assertFalse(describe("jobs/expired").get("held").asBoolean());
    }

    @Test
    void noticesThatItsHoldWasTakenAway() throws Exception {
        try (HolderProcess holder = hold("jobs/revoked")) {
            cli(0, "lock", "force-release", "jobs/revoked", "--token", holder.token());
            assertEquals(1, holder.awaitExit(), holder::output);
            assertTrue(holder.output().contains("[HOLD_LOST]"), holder::output);
        }
    }

    @Test
    void runsAProgramWithTheTokenAndEndsWithItsCode() throws Exception {
        Shipped.Ended ended = cli(
                7,
                "lock",
                "run",
                "jobs/run",
                "--",
                "sh",
                "-c",
                "echo \"$QUORATE_NAME $QUORATE_TOKEN $QUORATE_LOCK_TOKEN\"; exit 7");
        assertTrue(ended.out().matches("jobs/run (\\d+) \\1\n"), ended.out());
        assertFalse(describe("jobs/run").get("held").asBoolean());
    }

    @Test
    void endsWith125WhenRunItselfFails() throws Exception {
        cli(125, "lock", "run", "jobs/fail", "--", "/no/such/program");
        cli(125, "lock", "run", "jobs/fail");
        cli(125, "lock", "run", "jobs/fail", "--endpoints", "127.0.0.1:1", "--timeout", "300ms", "--", "true");
    }

    @Test
    void endsTheProgramWhenItsHoldIsLost() throws Exception {
        Path started = scratch.resolve("started");
        Path ended = scratch.resolve("ended");
        String program = "trap 'touch " + ended + "; exit 0' TERM; touch " + started + "; sleep 600 & wait";
        try (HolderProcess run = HolderProcess.start(
                scratch, "--endpoints", server.endpoint(), "lock", "run", "jobs/lost", "--", "sh", "-c", program)) {
            while (!Files.exists(started)) {
                run.requireRunning();
            }
            String token = describe("jobs/lost").at("/holder/token").asText();
            cli(0, "lock", "force-release", "jobs/lost", "--token", token);
            assertEquals(125, run.awaitExit(), run::output);
            assertTrue(Files.exists(ended), "the program was asked to end");
        }
    }

    @Test
    void takesABackupOfTheRunningClusterAndFindsDamageInIt() throws Exception {
        Path directory = Files.createDirectory(scratch.resolve("backups"));
        try (HolderProcess holder = hold("jobs/backed-up")) {
            holder.await("Holding");
            JsonNode created = json("backup", "create", directory.toString());
            Path file = Path.of(created.get("file").asText());
            assertEquals(
                    created.get("cluster").asText() + "-"
                            + created.get("revision").asText() + ".quorate-backup",
                    file.getFileName().toString());
            JsonNode verified =
                    json("backup", "verify", file.toString()).get("backups").get(0);
            assertTrue(verified.get("intact").asBoolean());
            assertEquals(created.get("rows"), verified.get("rows"));
            assertEquals("1", verified.at("/instances/lock").asText(), verified::toString);
            assertTrue(verified.at("/bundles/0").asText().matches("lock \\S+ ACTIVE"), verified::toString);

            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            assertTrue(cli(1, "backup", "verify", file.toString()).err().contains("does not match its checksum"));
            try (Stream<Path> files = Files.list(directory)) {
                assertEquals(List.of(file), files.toList());
            }
        }
        assertTrue(cli(3, "backup", "create", "--namespace", "nobody", directory.toString())
                .err()
                .contains("namespace 'nobody' does not exist"));
    }

    /** What is held ends, whoever waits hears of it, and no number comes twice. */
    @Test
    void restoresABackupAsOftenAsOneLikes() throws Exception {
        Path directory = Files.createDirectory(scratch.resolve("restored"));
        try (HolderProcess holder = hold("jobs/restored")) {
            holder.await("Holding");
            String token = describe("jobs/restored").at("/holder/token").asText();
            String file =
                    json("backup", "create", directory.toString()).get("file").asText();
            assertTrue(cli(2, "backup", "restore", file).err().contains("say --yes"));
            assertTrue(describe("jobs/restored").get("holder").isObject());

            JsonNode first = json("backup", "restore", "--yes", file);
            assertEquals(1, holder.awaitExit(), holder::output);
            assertTrue(holder.output().contains("the cluster was restored from a backup"), holder::output);
            JsonNode second = json("backup", "restore", "--yes", file);
            assertEquals(first.get("epoch").asInt() + 1, second.get("epoch").asInt());
            assertTrue(second.get("revision").asLong() > first.get("revision").asLong());
            try (HolderProcess next = hold("jobs/restored")) {
                next.await("Holding");
                String later = describe("jobs/restored").at("/holder/token").asText();
                assertTrue(Long.parseLong(later) > Long.parseLong(token), () -> later + " is not above " + token);
            }
            byte[] bytes = Files.readAllBytes(Path.of(file));
            bytes[bytes.length / 3] ^= 1;
            Files.write(Path.of(file), bytes);
            assertTrue(cli(1, "backup", "restore", "--yes", file).err().contains("nothing was changed"));
        }
    }

    @Test
    void writesABackupToStandardOutputAndNoticesThatNobodyTakesIt() throws Exception {
        Path file = scratch.resolve("standard.quorate-backup");
        assertEquals(0, backupTo(file));
        assertTrue(json("backup", "verify", file.toString())
                .at("/backups/0/intact")
                .asBoolean());
        assertEquals(1, backupTo(Path.of("/dev/full")));
        assertTrue(Files.readString(scratch.resolve("backup.err")).contains("cannot write to standard output"));
    }

    private static int backupTo(Path output) throws Exception {
        Process process = Shipped.command("--endpoints", server.endpoint(), "backup", "create", "-")
                .redirectOutput(output.toFile())
                .redirectError(scratch.resolve("backup.err").toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        return process.exitValue();
    }

    @Test
    void refusesWhatIsNoBundle() throws Exception {
        Path garbage = Files.writeString(scratch.resolve("garbage.jar"), "this is no jar");
        assertTrue(cli(1, "bundle", "deploy", garbage.toString()).err().contains("[BUNDLE_REFUSED]"));
        assertFalse(new ObjectMapper()
                .readTree(cli(1, "bundle", "verify", garbage.toString(), "-o", "json")
                        .out())
                .get("fit")
                .asBoolean());
        assertEquals(1, json("bundle", "list").get("bundles").size());
    }

    @Test
    void tellsThatNothingAnswers() throws Exception {
        Shipped.Ended ended = cli(6, "session", "list", "--endpoints", "127.0.0.1:1", "--timeout", "300ms");
        assertEquals(1, ended.err().lines().count());
        assertEquals("", ended.out());
    }

    private static HolderProcess hold(String name) throws IOException {
        return HolderProcess.start(scratch, "--endpoints", server.endpoint(), "lock", "hold", name);
    }

    private static JsonNode describe(String name) throws Exception {
        return json("lock", "describe", name);
    }

    private static JsonNode json(String... command) throws Exception {
        String[] arguments =
                Stream.concat(Stream.of(command), Stream.of("-o", "json")).toArray(String[]::new);
        return new ObjectMapper().readTree(cli(0, arguments).out());
    }

    private static Shipped.Ended cli(int code, String... command) throws Exception {
        String[] arguments = Stream.concat(Stream.of("--endpoints", server.endpoint()), Stream.of(command))
                .toArray(String[]::new);
        Shipped.Ended ended = Shipped.run(scratch, arguments);
        assertEquals(code, ended.code(), () -> String.join(" ", command) + ": " + ended);
        return ended;
    }
}
