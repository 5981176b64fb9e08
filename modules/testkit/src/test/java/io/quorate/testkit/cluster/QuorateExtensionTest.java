package io.quorate.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.testkit.GateRecipe;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuorateCluster(
        nodes = 3,
        recipes = GateRecipe.class,
        settings = {"session.max-ttl=2 min", "call.max-wait = 1 h"})
@Timeout(60)
class QuorateExtensionTest {
    private static final Set<TestCluster> CLUSTERS = new HashSet<>();
    private static final Set<String> NAMESPACES = new HashSet<>();

    private QuorateClient early;

    @BeforeEach
    void takesParametersHereToo(QuorateClient client) {
        early = client;
    }

    @AfterAll
    static void theClusterWasTheSameForAll(TestCluster cluster) {
        assertEquals(Set.of(cluster), CLUSTERS);
    }

    /** Nobody leaves the gate, and the leader is killed, and still the next one finds the gate open, and all nodes there. */
    @RepeatedTest(3)
    void testsDoNotDisturbEachOther(TestCluster cluster, QuorateClient client) {
        CLUSTERS.add(cluster);
        assertTrue(NAMESPACES.add(client.namespace()), client.namespace());
        assertEquals(client.namespace(), cluster.namespace());
        Await.result(client.resource("gate", "front")
                .call("enter", new TreeMap<>(Map.of("waitMillis", 0L)), Duration.ofSeconds(5)));
        cluster.kill(cluster.leader());
        cluster.pause(cluster.leader());
    }

    @Test
    void aMethodHasOneClientOfItsOwn(QuorateClient client, TestCluster cluster) {
        CLUSTERS.add(cluster);
        assertSame(early, client);
        assertNotSame(client, cluster.client());
    }

    @Test
    void settingsOfTheClusterAreInForce(QuorateClient client) {
        SystemQuery.Configuration configuration = Await.result(
                client.system().query(new SystemQuery.ClusterConfiguration(), SystemQuery.Configuration.class));
        assertTrue(configuration.toString().contains("120000"), configuration.toString());
    }

    @Nested
    class InANestedClass {
        @Test
        void theClusterIsThatOfTheOuterOne(TestCluster cluster) {
            CLUSTERS.add(cluster);
        }
    }
}
