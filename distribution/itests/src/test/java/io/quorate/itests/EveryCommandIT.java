package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.cli.CommandTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code -o json}, all that any command writes to its standard output is JSON. */
class EveryCommandIT {
    /** Each does what it does in the state that those before it leave behind; a number is the exit code, else 0. */
    private static final List<String> LINES = List.of(
            "bundle verify $NEXT",
            "bundle deploy $LOCK --dry-run --within 100ms",
            "bundle deploy $NEXT",
            "bundle list",
            "bundle describe lock",
            "bundle history",
            "bundle rollback lock",
            "bundle keys generate $DIR/key",
            "bundle keys trust author $DIR/key.pub",
            "bundle keys list",
            "bundle sign $NEXT --key $DIR/key",
            "bundle keys revoke author",
            "bundle keys trust-digests $DIGESTS",
            "bundle keys revoke-digests $DIGESTS",
            "recipe list",
            "recipe describe lock",
            "recipe metrics",
            "recipe new counter --directory $DIR/counter",
            "session list",
            "cluster status",
            "cluster add 9@127.0.0.1:1 --no-wait",
            "cluster remove 9",
            "cluster config get",
            "cluster config set session.max-ttl 1min",
            "cluster config unset session.max-ttl",
            "namespace create team --quota 1MiB",
            "namespace list",
            "namespace describe team",
            "namespace quota team none",
            "namespace delete team",
            "check",
            "lock acquire jobs/x",
            "lock describe jobs/x",
            "lock list",
            "lock run jobs/x -- true",
            "lock acquire-all jobs/x --others jobs/y --others jobs/z",
            "lock wait-graph jobs/x",
            "lock run-all jobs/x --others jobs/y -- true",
            "4 lock release-all jobs/x --token 1",
            "4 lock release jobs/x --token 1",
            "4 lock force-release jobs/x --token 1",
            "4 lock renew-max-hold jobs/x --token 1 --max-hold 1s",
            "4 lock request-revoke jobs/x --token 1",
            "4 lock resume jobs/x --token 1 --secret AAAA",
            "4 lock transfer jobs/x --token 1 --to 1",
            "election campaign jobs/led",
            "election join jobs/led --name a --labels zone=a",
            "election describe jobs/led",
            "election list",
            "election run jobs/led -- true",
            "4 election leave jobs/led --candidacy 1",
            "4 election resign jobs/led --token 1",
            "4 election proclaim jobs/led --token 1 --payload x",
            "4 election prepare jobs/led --token 1",
            "4 election yield jobs/led --token 1",
            "4 election promote jobs/led --candidacy 1",
            "4 election hand-over jobs/led --candidacy 1 --within 1s",
            "election pin jobs/led --name a",
            "election unpin jobs/led",
            "election exclude jobs/led --name a",
            "election include jobs/led --name a",
            "atomic add counts/n --amount 5",
            "4 atomic add counts/n --amount 6 --max 10",
            "atomic get counts/n",
            "atomic set counts/n --value 7",
            "atomic update counts/n --operation max --operand 9",
            "atomic compare-and-set counts/n --expected 9 --value 10",
            "atomic set-flag counts/f --value",
            "atomic get-flag counts/f",
            "atomic compare-and-set-flag counts/f --expected --no-value",
            "atomic set-reference counts/r --value text",
            "atomic get-reference counts/r",
            "atomic compare-and-set-reference counts/r --expected-version 1",
            "atomic take-ids counts/i --count 10",
            "atomic next counts/s",
            "atomic describe counts/i",
            "atomic list",
            "atomic delete counts/n",
            "barrier set-count jobs/latch --count 1",
            "4 barrier await-open jobs/latch",
            "barrier count-down jobs/latch --id x",
            "barrier await-open jobs/latch --wait 1s",
            "barrier reset jobs/latch",
            "barrier remove jobs/latch",
            "barrier await jobs/step --parties 1",
            "barrier enter jobs/load --parties 1",
            "barrier run jobs/load --parties 1 -- true",
            "4 barrier leave jobs/load --token 1",
            "barrier register jobs/phases",
            "barrier run-register jobs/phases -- true",
            "4 barrier arrive jobs/phases --token 1",
            "4 barrier arrive-and-deregister jobs/phases --token 1",
            "barrier await-advance jobs/phases --phase 1",
            "barrier describe jobs/step",
            "barrier list",
            "queue configure jobs/q --max-attempts 2",
            "queue offer jobs/q --payload text --priority 3 --delay 0s --group g --dedup-id x --dedup-window 1min",
            "queue offer-many jobs/q --items {\"payload\":{\"text\":\"x\"}}",
            "queue take jobs/q --max 2 --lease 1min",
            "queue peek jobs/q",
            "queue items jobs/q --state ready --payloads",
            "queue describe jobs/q",
            "queue poll jobs/q --wait 1s",
            "4 queue ack jobs/q --id 1 --token 1",
            "queue ack-many jobs/q --leases {\"id\":\"1\",\"token\":\"1\"}",
            "4 queue nack jobs/q --id 1 --token 1 --delay 1s --reason bad",
            "4 queue extend jobs/q --id 1 --token 1 --lease 1min",
            "queue remove jobs/q --id 1",
            "queue redrive jobs/q",
            "queue purge jobs/q",
            "queue list",
            "kv put shop --key /stock --int64 5",
            "4 kv put shop --key /stock --text x --if-version 0",
            "kv get shop --key /stock",
            "kv add shop --key /stock --amount 2",
            "4 kv append shop --key /stock --text x",
            "kv append shop --key /log --text x",
            "kv merge shop --key /address --patch {}",
            "kv touch shop --key /log --ttl 1min",
            "kv transact shop --then {\"@\":\"Add\",\"key\":\"/stock\"}",
            "kv range shop --prefix /s",
            "kv children shop",
            "kv history shop",
            "kv delete shop --key /log",
            "kv configure shop --history-changes 0",
            "4 kv history shop",
            "kv describe shop",
            "kv list",
            "context create here --endpoints $ENDPOINT",
            "context use here",
            "context list",
            "context show",
            "context delete here",
            "explain NO_QUORUM",
            "completion bash",
            "complete",
            "backup create $DIR",
            "backup list $DIR",
            "backup verify $BACKUP",
            "backup restore --yes $BACKUP",
            "backup restore --yes $BACKUP --no-wait",
            "backup restore --status",
            "bundle undeploy lock --freeze",
            "bundle deploy $LOCK");

    /** These go on until they are stopped; {@link #whatGoesOnWritesJsonToo} has them. */
    private static final List<String> LASTING = List.of(
            "lock hold jobs/held",
            "lock hold-all jobs/held",
            "election hold jobs/held",
            "barrier hold",
            "barrier hold-register",
            "watch lock jobs/held");

    /** These need what this server cannot give. {@code RecoverCommandTest} has one that is stopped, {@code MembersIT} more nodes. */
    private static final List<String> ELSEWHERE = List.of("recover", "cluster replace", "cluster transfer");

    /** What they say to people is their data, and talk with {@code -o json}. */
    private static final List<String> STORIES = List.of("demo", "dev", "server");

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    @TempDir
    private static Path scratch;

    private static ServerProcess server;

    @BeforeAll
    static void startServerWithLocks() throws Exception {
        server = ServerProcess.start(scratch);
        run(List.of("bundle", "deploy", Shipped.lockBundle().toString()));
        run(List.of("bundle", "deploy", Shipped.bundle("election").toString()));
        run(List.of("bundle", "deploy", Shipped.bundle("atomic").toString()));
        run(List.of("bundle", "deploy", Shipped.bundle("barrier").toString()));
        run(List.of("bundle", "deploy", Shipped.bundle("queue").toString()));
        run(List.of("bundle", "deploy", Shipped.bundle("kv").toString()));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void writesNothingButJson() throws Exception {
        SortedSet<String> untried = CommandTree.leaves(server.endpoint());
        STORIES.forEach(each -> assertTrue(untried.remove(each), each));
        ELSEWHERE.forEach(each -> assertTrue(untried.remove(each), each));
        LASTING.forEach(line -> remove(untried, line));
        remove(untried, session());
        for (String line : LINES) {
            int code = Character.isDigit(line.charAt(0)) ? Character.digit(line.charAt(0), 10) : 0;
            String words = code == 0 ? line : line.substring(2);
            remove(untried, words);
            List<String> arguments = new ArrayList<>();
            for (String word : words.split(" ", -1)) {
                arguments.add(filled(word));
            }
            CommandTree.Ended ended = run(arguments);
            assertEquals(code, ended.code(), () -> line + ": " + ended);
            List<JsonNode> values = parsed(line, ended.out());
            assertTrue(code > 0 || !values.isEmpty() || words.contains(" run"), () -> line + " gives no data");
        }
        assertEquals(new TreeSet<>(), untried, "commands that were not tried");
    }

    /** Its holder's session is described and ended. */
    private static String session() throws Exception {
        try (HolderProcess holder =
                HolderProcess.start(scratch, "--endpoints", server.endpoint(), "lock", "hold", "jobs/session")) {
            holder.await("Holding");
            String described = run(List.of("lock", "describe", "jobs/session")).out();
            String id = JSON.readTree(described).at("/holder/session").asText();
            for (String verb : List.of("describe", "expire")) {
                CommandTree.Ended ended = run(List.of("session", verb, id));
                assertEquals(0, ended.code(), ended::err);
                assertEquals(1, parsed(verb, ended.out()).size());
            }
            holder.awaitExit();
        }
        return "session describe";
    }

    private static void remove(SortedSet<String> untried, String line) {
        untried.removeIf(leaf -> (line + " ").startsWith(leaf + " "));
        if (line.equals("session describe")) {
            untried.remove("session expire");
        }
    }

    private static String filled(String word) throws IOException {
        String filled = word.replace("$DIR", scratch.toString())
                .replace("$ENDPOINT", server.endpoint())
                .replace("$LOCK", Shipped.lockBundle().toString())
                .replace("$DIGESTS", Shipped.home().resolve("recipes/DIGESTS").toString());
        if (filled.equals("$NEXT")) {
            Path next = scratch.resolve("next.jar");
            if (!Files.exists(next)) {
                Files.move(Shipped.lockBundle(scratch, "0.1.1"), next);
            }
            return next.toString();
        }
        return filled.equals("$BACKUP") ? backup() : filled;
    }

    private static String backup() throws IOException {
        try (var files = Files.list(scratch)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".quorate-backup"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static CommandTree.Ended run(List<String> words) {
        List<String> arguments = new ArrayList<>(List.of("-o", "json"));
        arguments.addAll(words);
        Map<String, String> environment = Map.of(
                "QUORATE_ENDPOINTS",
                server.endpoint(),
                "XDG_CONFIG_HOME",
                scratch.resolve("config").toString());
        return CommandTree.run(environment, arguments);
    }

    private static List<JsonNode> parsed(String line, String out) throws IOException {
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(out)) {
            return values.readAll();
        } catch (IOException noJson) {
            throw new IOException(line + " wrote what is no JSON: " + out, noJson);
        }
    }

    @Test
    void whatGoesOnWritesJsonToo() throws Exception {
        try (Lasting watch = new Lasting("watch", "lock", "jobs/held", "--event", "granted")) {
            watch.awaitTalk("Watching");
            try (Lasting hold = new Lasting("lock", "hold", "jobs/held")) {
                hold.awaitTalk("Holding");
                String token = hold.data().get(0).get("token").asText();
                JsonNode event = watch.awaitData(1).get(0);
                assertEquals("Granted", event.get("event").asText());
                assertEquals(token, event.at("/value/token").asText());
                assertEquals(1, watch.lines(), "an event is a line");
                assertEquals(0, hold.stop());
            }
            try (Lasting hold = new Lasting("lock", "hold-all", "jobs/held", "--others", "jobs/other")) {
                hold.awaitTalk("Holding");
                String token = hold.data().get(0).get("token").asText();
                assertEquals(token, watch.awaitData(2).get(1).at("/value/token").asText());
                assertEquals(0, hold.stop());
            }
            assertEquals(0, watch.stop());
            assertEquals(2, watch.data().size(), "only what was chosen");
            goesOnBehind(watch.data().get(1).get("cursor").asText());
        }
        for (String[] other : new String[][] {
            {"election", "hold", "jobs/held"},
            {"barrier", "hold", "jobs/inside", "--parties", "1"},
            {"barrier", "hold-register", "jobs/registered"}
        }) {
            try (Lasting hold = new Lasting(other)) {
                hold.awaitTalk("Holding");
                assertTrue(hold.data().get(0).has("token"));
                assertEquals(0, hold.stop());
            }
        }
        Path other = Files.createDirectory(scratch.resolve("other"));
        try (Lasting started =
                new Lasting("server", "--set", "client.listen=127.0.0.1:0", "--set", "data.directory=" + other)) {
            assertEquals(1, started.awaitData(1).get(0).get("node").asInt());
            assertEquals(0, started.stop());
            assertEquals(1, started.data().size());
        }
    }

    /** What happened while nobody watched is told, and what was told before is not. */
    private static void goesOnBehind(String cursor) throws Exception {
        assertEquals(
                2, run(List.of("watch", "lock", "jobs/held", "--from", cursor)).code(), "of which kind");
        assertEquals(
                2,
                run(List.of("watch", "lock", "jobs/held", "--event", "granted", "--from", "1"))
                        .code());
        JsonNode missed =
                JSON.readTree(run(List.of("lock", "acquire", "jobs/held")).out());
        try (Lasting again = new Lasting("watch", "lock", "jobs/held", "--event", "granted", "--from", cursor)) {
            JsonNode event = again.awaitData(1).get(0);
            assertEquals(missed.get("token").asText(), event.at("/value/token").asText());
            assertEquals(0, again.stop());
            assertEquals(1, again.data().size(), "once");
        }
        String elsewhere = "7" + cursor.substring(cursor.indexOf('.'));
        try (Lasting late = new Lasting("watch", "lock", "jobs/held", "--event", "granted", "--from", elsewhere)) {
            assertTrue(late.awaitData(1).get(0).get("reset").asBoolean());
            assertEquals(0, late.stop());
        }
    }

    /** A command that goes on, in a process of its own. */
    private static final class Lasting implements AutoCloseable {
        private final Path out = Files.createTempFile(scratch, "out", ".txt");
        private final Path err = Files.createTempFile(scratch, "err", ".txt");
        private final Process process;

        Lasting(String... words) throws IOException {
            List<String> arguments = new ArrayList<>(List.of(words));
            arguments.addAll(List.of("-o", "json", "--endpoints", server.endpoint()));
            process = Shipped.command(arguments.toArray(String[]::new))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
        }

        void awaitTalk(String text) throws IOException, InterruptedException {
            while (!Files.readString(err).contains(text)) {
                requireRunning();
            }
        }

        List<JsonNode> awaitData(int count) throws IOException, InterruptedException {
            while (lines() < count || data().size() < count) {
                requireRunning();
            }
            return data();
        }

        List<JsonNode> data() throws IOException {
            return parsed("it", Files.readString(out));
        }

        long lines() throws IOException {
            return Files.readString(out).chars().filter(each -> each == '\n').count();
        }

        /** SIGTERM, which is taken as Ctrl-C is; that one may be ignored where the build itself runs in the background. */
        int stop() throws InterruptedException {
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            return process.exitValue();
        }

        private void requireRunning() throws IOException, InterruptedException {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("it ended: " + Files.readString(err));
            }
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
