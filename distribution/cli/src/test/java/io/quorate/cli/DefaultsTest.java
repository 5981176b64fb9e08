package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.cli.demo.Demo;
import io.quorate.client.ClientBuilder;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.codec.KeyCodec;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.NodeLimits;
import io.quorate.raft.RaftSettings;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.runtime.BundleVerifier;
import io.quorate.server.config.ServerConfiguration;
import io.quorate.server.config.Setting;
import io.quorate.server.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/defaults.md} tells the values that are in force in a server and a client to which nobody said anything. */
class DefaultsTest {
    private static final Path DOCUMENT = Path.of("../../docs/defaults.md");
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| ([^|]+) \\|(?: ([^|]+))? \\|");

    @Test
    void theDocumentTellsTheValuesInForce() throws Exception {
        List<String> told = new ArrayList<>();
        for (Matcher row : rows()) {
            told.add(row.group(1) + ": " + row.group(2));
        }
        assertEquals(String.join("\n", inForce()), String.join("\n", told));
    }

    @Test
    void everyKeyOfTheDocumentIsASettingAndEveryKeyOfTheClusterIsThere() throws IOException {
        List<String> keys = new ArrayList<>(ClusterKey.keys());
        Settings.all().stream().map(Setting::key).forEach(keys::add);
        Pattern key = Pattern.compile("`([a-z-]+\\.[a-z-]+)`");
        for (Matcher row : rows()) {
            Matcher named = key.matcher(Optional.ofNullable(row.group(3)).orElse(""));
            while (named.find()) {
                assertTrue(keys.contains(named.group(1)), named.group());
            }
        }
        String document = Files.readString(DOCUMENT);
        ClusterKey.keys().forEach(each -> assertTrue(document.contains("`" + each + "`"), each));
    }

    @Test
    void aServerTakesTheVariablesOfTheCommandLineForWhatTheyAre() throws Exception {
        Map<String, String> ours = Map.of(
                GlobalOptions.CONTEXT_VARIABLE,
                "prod",
                GlobalOptions.ENDPOINTS_VARIABLE,
                "127.0.0.1:1",
                Cli.DEBUG_VARIABLE,
                "1",
                Demo.SABOTAGE_VARIABLE,
                "lock",
                RunCommand.TOKEN_VARIABLE,
                "1",
                RunCommand.NAME_VARIABLE,
                "jobs/nightly",
                RunCommand.tokenVariable("wait-graph"),
                "1");
        assertEquals(untold(), ServerConfiguration.load(Optional.empty(), ours, Map.of()));
    }

    private static List<Matcher> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .filter(row -> !row.group(1).equals("what"))
                .toList();
    }

    private static ServerConfiguration untold() throws Exception {
        return ServerConfiguration.load(Optional.empty(), Map.of(), Map.of());
    }

    private static List<String> inForce() throws Exception {
        ServerConfiguration server = untold();
        GlobalOptions commandLine = GlobalOptions.peek(List.of(), Map.of());
        NodeLimits limits = server.limits();
        RaftSettings raft = server.raft().raft();
        assertEquals(server.client().listen().port(), Quorate.DEFAULT_PORT);
        assertEquals(List.of(server.client().listen().toString()), commandLine.endpoints());
        assertEquals(QuorateClient.DEFAULT_NAMESPACE, commandLine.namespace());
        return List.of(
                "port for clients: " + server.client().listen().port(),
                "port for the other nodes: " + Settings.PEER_PORT,
                "namespace when none is named: " + commandLine.namespace(),
                "heartbeat: " + time(raft.heartbeatNanos() / 1_000_000),
                "election timeout: " + time(raft.electionMinNanos() / 1_000_000) + " to "
                        + time(raft.electionMaxNanos() / 1_000_000),
                "command: " + size(limits.maxCommandBytes()),
                "value: " + told(ClusterKey.MAX_VALUE_BYTES),
                "key: " + size(KeyCodec.MAX_KEY_BYTES),
                "batch: " + limits.maxBatchCommands() + " commands or " + size(limits.maxBatchBytes()),
                "bundle: " + size(SystemCommand.MAX_BUNDLE_BYTES) + ", " + BundleVerifier.MAX_CLASSES + " classes",
                "log segment: " + size(server.log().segmentBytes()),
                "log kept for members that lag: " + size(server.raft().keepBytes()),
                "session TTL: " + time(ClientBuilder.DEFAULT_TTL.toMillis()),
                "session TTL, shortest and longest: " + told(ClusterKey.MIN_TTL) + " to " + told(ClusterKey.MAX_TTL),
                "sessions: " + told(ClusterKey.MAX_SESSIONS),
                "unacknowledged results, waiting calls per session: " + told(ClusterKey.MAX_UNACKNOWLEDGED) + ", "
                        + told(ClusterKey.MAX_PARKED),
                "stored reply of a command: " + told(ClusterKey.MAX_REPLY_BYTES),
                "stored replies per session, per group: " + told(ClusterKey.MAX_SESSION_REPLY_BYTES) + ", "
                        + told(ClusterKey.MAX_GROUP_REPLY_BYTES),
                "waiters per instance: " + told(ClusterKey.MAX_WAITERS),
                "longest wait, longest timer: " + told(ClusterKey.MAX_WAIT),
                "events, metered steps of a command: " + told(ClusterKey.MAX_EVENTS) + ", "
                        + told(ClusterKey.MAX_STEPS),
                "which bundles are taken: " + told(ClusterKey.BUNDLE_TRUST),
                "instances migrated at once, rows written thereby: " + told(ClusterKey.MAX_MIGRATED_INSTANCES) + ", "
                        + told(ClusterKey.MAX_MIGRATED_BYTES),
                "instances, timers, holds, sessions and waiting calls that a restore switches at once: "
                        + told(ClusterKey.MAX_SWITCHED),
                "timers, told session ends of a log entry: " + told(ClusterKey.MAX_TIMERS_PER_ENTRY) + ", "
                        + told(ClusterKey.MAX_ENDS_PER_ENTRY),
                "namespaces, rows removed of a deleted one by a log entry: " + told(ClusterKey.MAX_NAMESPACES) + ", "
                        + told(ClusterKey.MAX_REMOVED_PER_ENTRY),
                "what all namespaces hold: " + told(ClusterKey.MAX_STATE_BYTES),
                "space on the disk below which a node takes no writes: " + size(server.minFreeBytes()),
                "comparison of all rows of all nodes, every: " + told(ClusterKey.CHECK_PERIOD),
                "tombstone of a session, log time: " + told(ClusterKey.TOMBSTONE),
                "event ring per node: " + size(limits.eventRingBytes()),
                "backups that a node gives at a time: " + NodeLimits.MAX_BACKUPS,
                "a pinned state of a backup, without a request, in all: "
                        + time(NodeLimits.BACKUP_IDLE_NANOS / 1_000_000) + ", "
                        + time(NodeLimits.BACKUP_AGE_NANOS / 1_000_000),
                "deadline of a call: " + time(ClientBuilder.DEFAULT_DEADLINE.toMillis()),
                "deadline of a call of the command line: "
                        + time(commandLine.timeout().toMillis()),
                "the same of `cluster add` and `cluster replace`: "
                        + time(commandLine.timeout(MemberChange.LONG).toMillis()));
    }

    private static String told(ClusterKey key) {
        return key.scale().format(key.defaultValue());
    }

    private static String size(long bytes) {
        if (bytes % (1 << 30) == 0) {
            return (bytes >> 30) + " GiB";
        }
        if (bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MiB";
        }
        return bytes % (1 << 10) == 0 ? (bytes >> 10) + " KiB" : bytes + " B";
    }

    private static String time(long millis) {
        Duration duration = Duration.ofMillis(millis);
        if (millis % 60_000 == 0) {
            return duration.toMinutes() + " min";
        }
        return millis % 1_000 == 0 ? duration.toSeconds() + " s" : millis + " ms";
    }
}
