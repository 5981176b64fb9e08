package io.quorate.itests.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.Cluster;
import io.quorate.itests.EqualStates;
import io.quorate.itests.FaultyProgram;
import io.quorate.itests.NodeClient;
import io.quorate.itests.ServerProcess;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A cluster on disks on which SIGKILL is a power loss, one node of which, the victim, ends again and again. */
final class Stage implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** So that files are recycled, and a node that was away needs a snapshot, after some MB; commits come after some rows. */
    private static final List<String> SMALL_FILES = List.of(
            "log.keep-size=0 B", "log.ready-segments=1", "store.generation-size=1 MiB", "store.generation-rows=32");

    /** Of a file of the log; more than twice an entry, of which the largest are those of a deployment. */
    private static final int SEGMENT_BYTES = 5 << 19;

    private static final int ANSWER_MILLIS = 2_000;
    private static final int POLL_MILLIS = 20;

    private final FaultyProgram program;
    private final Path scratch;
    private final Cluster cluster;
    private final QuorateClient client;
    private final Journal journal;

    private Stage(FaultyProgram program, Path scratch, Cluster cluster, QuorateClient client, Journal journal) {
        this.program = program;
        this.scratch = scratch;
        this.cluster = cluster;
        this.client = client;
        this.journal = journal;
    }

    /** Founds a cluster of so many. */
    static Stage found(Path scratch, int nodes) throws IOException, InterruptedException {
        FaultyProgram program = FaultyProgram.withSegments(SEGMENT_BYTES, SMALL_FILES);
        Cluster cluster = Cluster.start(scratch, nodes, program, (node, listens) -> listens);
        boolean ready = false;
        try {
            QuorateClient client = Quorate.builder()
                    .endpoints(cluster.endpoints())
                    .sessionTtl(PATIENCE)
                    .defaultDeadline(PATIENCE)
                    .connect();
            Stage stage = new Stage(program, scratch, cluster, client, Journal.deploy(client, scratch, PATIENCE));
            ready = true;
            return stage;
        } finally {
            if (!ready) {
                cluster.close();
            }
        }
    }

    Path scratch() {
        return scratch;
    }

    Cluster cluster() {
        return cluster;
    }

    QuorateClient client() {
        return client;
    }

    Journal journal() {
        return journal;
    }

    int victimNumber() {
        return cluster.numbers().size();
    }

    ServerProcess victim() {
        return cluster.node(victimNumber());
    }

    /** Starts the victim, which must be down, and does not wait for it. */
    void begin(String disk) throws IOException {
        program.tellFirst(disk);
        victim().begin();
    }

    /** Files of the logs of all nodes but the victim that have entries. */
    Set<Path> logOfOthers() throws IOException {
        Set<Path> files = new TreeSet<>();
        for (int node : cluster.numbers()) {
            if (node != victimNumber()) {
                try (Stream<Path> log = Files.list(cluster.node(node).data().resolve("log"))) {
                    log.filter(file -> file.getFileName().toString().startsWith("wal-"))
                            .forEach(files::add);
                }
            }
        }
        return files;
    }

    /** Waits until the victim leads, or until it does not. */
    void lead(boolean victimLeads) throws InterruptedException {
        for (int leader = cluster.leader(); (leader == victimNumber()) != victimLeads; leader = cluster.leader()) {
            int heir = victimLeads ? victimNumber() : cluster.followerOf(leader);
            Await.result(client.system()
                    .call(new SystemCommand.TransferLeadership(heir), SystemCommand.TransferAsked.class, PATIENCE));
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** What a node knows, once it has all that was committed before this was asked. */
    Optional<SystemQuery.Status> status(int node) {
        try (NodeClient asked = new NodeClient(cluster.node(node), ANSWER_MILLIS)) {
            return asked.status();
        } catch (IOException down) {
            return Optional.empty();
        }
    }

    /**
     * Fails unless all nodes have come to the same, row by row, the victim by itself and not for having been given its state anew, and
     * all that was acknowledged is there.
     */
    void requireSound() throws IOException, InterruptedException {
        journal.requireKept();
        EqualStates.await(cluster);
        SystemCommand.Checked checked =
                Await.result(client.system().call(new SystemCommand.Check(), SystemCommand.Checked.class, PATIENCE));
        assertEquals(List.of(), checked.differences());
        assertEquals(List.of(), checked.notChecked());
        assertEquals(cluster.numbers(), checked.nodes());
        for (int node : cluster.numbers()) {
            String said = cluster.node(node).output();
            assertFalse(said.contains("is not believed"), said);
            assertFalse(said.contains("damaged"), said);
        }
        assertFalse(Files.exists(victim().data().resolve("quarantine")), "its state was put away");
        try (Stream<Path> log = Files.list(victim().data().resolve("log"))) {
            assertEquals(
                    List.of(),
                    log.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("lost-") || name.startsWith("snapshot-"))
                            .toList(),
                    "what should have gone");
        }
    }

    @Override
    public void close() {
        client.close();
        cluster.close();
    }
}
