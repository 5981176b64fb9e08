package io.quorate.recipe.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.QuorateClient;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.election.api.Candidacy;
import io.quorate.recipe.election.api.CandidateOptions;
import io.quorate.recipe.election.api.ElectionClient;
import io.quorate.recipe.election.api.Elections;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.recipe.election.api.LeaderView.Leader;
import io.quorate.recipe.election.api.Leadership;
import io.quorate.recipe.election.api.LossReason;
import io.quorate.testkit.cluster.QuorateCluster;
import io.quorate.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Candidates with real clients, of whole nodes in one process. */
@Timeout(60)
@QuorateCluster(nodes = 3, recipes = ElectionRecipe.class)
class ElectionClusterTest {
    private static final String NAME = "ingest";
    private static final Duration WAIT = Duration.ofSeconds(30);

    private static Candidacy join(QuorateClient client, CandidateOptions options) {
        return client.open(Elections.TYPE).join(NAME, options);
    }

    private static Leadership lead(QuorateClient client) {
        return join(client, CandidateOptions.named("first").handOver(Duration.ofSeconds(5)))
                .await(WAIT);
    }

    /** Whether the leadership is still believed in when this candidate is elected. */
    private static CompletableFuture<Boolean> believedWhenElected(Leadership before, Candidacy next) {
        CompletableFuture<Boolean> believed = new CompletableFuture<>();
        next.onElected(led -> believed.complete(before.isValid()));
        return believed;
    }

    @Test
    void leadershipSurvivesAShortDisconnectAndAChangeOfTheLogsLeader(TestCluster cluster, QuorateClient client) {
        Leadership led = lead(client);
        cluster.isolate(client);
        cluster.advance(Duration.ofSeconds(2));
        assertTrue(led.isValid());
        cluster.heal();
        cluster.kill(cluster.leader());
        FencingToken token = cluster.client()
                .open(Elections.TYPE)
                .describe(NAME)
                .view()
                .leader()
                .map(Leader::token)
                .orElseThrow();
        assertEquals(token, led.token());
        assertTrue(led.isValid());
    }

    @Test
    void whoIsCutOffKnowsItBeforeTheNextLeads(TestCluster cluster, QuorateClient client) {
        Leadership led = lead(client);
        CompletableFuture<LossReason> lost = new CompletableFuture<>();
        led.onLost(lost::complete);
        CompletableFuture<Boolean> believed =
                believedWhenElected(led, join(cluster.client(), CandidateOptions.named("second")));
        cluster.isolate(client);
        cluster.advance(Duration.ofMinutes(1));
        assertFalse(believed.join());
        assertEquals(LossReason.SESSION_LOST, lost.join());
    }

    @Test
    void aLeaderThatStopsHandsOver(TestCluster cluster, QuorateClient client) {
        Candidacy first = join(client, CandidateOptions.named("first"));
        Leadership led = first.await(WAIT);
        CompletableFuture<Boolean> validWhileItStops = new CompletableFuture<>();
        first.onDemoted(over -> validWhileItStops.complete(over.isValid()));
        Candidacy second =
                join(cluster.client(), CandidateOptions.named("second").priority(1));
        assertTrue(second.await(WAIT).token().compareTo(led.token()) > 0);
        assertTrue(validWhileItStops.join());
        assertFalse(led.isValid());
        assertEquals(LossReason.HANDED_OVER, led.lossReason().orElseThrow());
    }

    @Test
    void aLeaderThatDoesNotStopIsFollowedWhenItsTimeIsOver(TestCluster cluster, QuorateClient client) {
        Leadership led = lead(client);
        Candidacy second =
                join(cluster.client(), CandidateOptions.named("second").priority(1));
        CompletableFuture<Boolean> believed = believedWhenElected(led, second);
        ElectionClient elections = client.open(Elections.TYPE);
        while (elections
                .describe(NAME)
                .view()
                .handOver()
                .filter(HandOver::prepared)
                .isEmpty()) {
            Thread.onSpinWait();
        }
        assertTrue(led.isValid());
        cluster.advance(Duration.ofSeconds(10));
        assertFalse(believed.join());
        assertEquals(LossReason.TIMED_OUT, led.lossReason().orElseThrow());
    }
}
