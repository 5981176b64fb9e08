package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.testkit.cluster.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sets on one node holds on all of them, whoever leads, and after a restart. */
class ConfigurationIT {
    private static final Duration WANTED_TTL = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path scratch;

    @Test
    void whatIsSetOnceOutlivesTheLeaderAndBoundsNewSessionsAlone() throws Exception {
        try (TestCluster cluster = TestCluster.start(3);
                QuorateClient before = client(cluster)) {
            LockHandle held = before.open(Locks.TYPE).acquire("before", PATIENCE);
            assertEquals(WANTED_TTL.toMillis(), ttlOf(before));
            int leader = cluster.leader();
            String follower = cluster.endpoint(leader % 3 + 1);
            assertEquals(
                    "session.max-ttl: 5 min -> 30 s, version 1",
                    cli(0, follower, "cluster", "config", "set", "session.max-ttl", "30s")
                            .out()
                            .strip());

            cluster.kill(leader);
            assertNotEquals(leader, cluster.leader());
            assertEquals(30_000, maxTtl(cluster.endpoints()));
            assertEquals(30_000, ttlOfANewSession(cluster));
            assertEquals(WANTED_TTL.toMillis(), ttlOf(before));

            cluster.restart(leader);
            cli(0, cluster.endpoints(), "cluster", "transfer", Integer.toString(leader));
            assertEquals(leader, cluster.leader());
            assertEquals(30_000, maxTtl(cluster.endpoint(leader)));
            assertEquals(30_000, ttlOfANewSession(cluster));
            assertTrue(held.isValid());
            Shipped.Ended crossed = cli(2, cluster.endpoints(), "cluster", "config", "set", "session.min-ttl", "1 min");
            assertTrue(crossed.err().contains("above session.max-ttl, which would be 30000 ms"), crossed::toString);
        }
    }

    private static long ttlOfANewSession(TestCluster cluster) throws Exception {
        try (QuorateClient after = client(cluster);
                LockHandle held = after.open(Locks.TYPE).acquire("after", PATIENCE)) {
            assertTrue(held.isValid());
            return ttlOf(after);
        }
    }

    private static QuorateClient client(TestCluster cluster) {
        return cluster.client(settings -> settings.sessionTtl(WANTED_TTL));
    }

    /** What the cluster granted to the session that this client holds its lock with. */
    private static long ttlOf(QuorateClient client) {
        SessionId session = client.session().id().orElseThrow();
        SystemQuery.SessionDetail detail = Await.result(client.system()
                .query(
                        new SystemQuery.DescribeSession(session),
                        SystemQuery.SessionDetail.class,
                        Consistency.LINEARIZABLE,
                        PATIENCE));
        return detail.session().ttlMillis();
    }

    private long maxTtl(String endpoints) throws Exception {
        JsonNode answer = new ObjectMapper()
                .readTree(cli(0, endpoints, "cluster", "config", "get", "session.max-ttl", "-o", "json")
                        .out());
        return answer.at("/keys/0/value").asLong();
    }

    private Shipped.Ended cli(int code, String endpoints, String... command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--endpoints", endpoints));
        arguments.addAll(List.of(command));
        Shipped.Ended ended = Shipped.run(scratch, arguments.toArray(String[]::new));
        assertEquals(code, ended.code(), ended::toString);
        return ended;
    }
}
