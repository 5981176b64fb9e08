package io.quorate.recipe.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.HandOverTo;
import io.quorate.recipe.election.api.ElectionContract.Join;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.ElectionContract.Standing;
import io.quorate.recipe.election.api.LeaderView;
import io.quorate.recipe.election.api.LeaderView.EndReason;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.recipe.election.api.LeaderView.HandOverReason;
import io.quorate.recipe.election.api.LeaderView.TermEnd;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A leader that is to make room: asked, and followed by the next only when it has stopped or its time is over. */
class HandOverTest {
    private static final long TIME = 4_000;

    private final ElectionWorld election = new ElectionWorld();

    @AfterEach
    void close() {
        election.close();
    }

    @Test
    void aHigherPriorityLeadsOnceTheLeaderHasStopped() {
        FencingToken token = lead();
        List<LeaderView> views = election.world.events(ElectionWorld.NAME, LeaderView.class);
        assertEquals(Optional.empty(), election.join(election.b, "b", 9).token());
        HandOver asked = views.get(0).handOver().orElseThrow();
        assertEquals(HandOverReason.PRIORITY, asked.reason());
        assertEquals(TIME, asked.timeoutMillis());
        assertFalse(asked.prepared());
        assertEquals(token, election.token(), "it leads on");
        assertEquals(TIME, election.prepare(election.a, token).leftMillis());
        election.yieldTerm(election.a, token).reply();
        election.requireLeader("b");
        assertEquals(
                Optional.of(EndReason.YIELDED),
                views.get(views.size() - 1).ended().map(TermEnd::reason));
        assertEquals(List.of("b LEADS", "a WAITS"), election.order());
    }

    @Test
    void theSameOrALowerPriorityTakesNothingOver() {
        lead();
        election.join(election.b, "b", 0);
        assertEquals(Optional.empty(), election.view().handOver());
        election.resign(election.a, election.token(), 0).reply();
        election.join(election.a, "low", 0);
        assertEquals(Optional.empty(), election.view().handOver());
    }

    @Test
    void aLeaderThatHasHeardKeepsItsTimeAndNoMore() {
        FencingToken token = lead();
        election.join(election.b, "b", 9);
        election.advance(2_000);
        election.prepare(election.a, token);
        election.advance(TIME - 500);
        assertEquals(token, election.token());
        long left = election.prepare(election.a, token).leftMillis();
        assertTrue(left > 0 && left <= 500, () -> "left are " + left + " ms");
        election.advance(1_000);
        election.requireLeader("b");
        assertEquals(
                ElectionContract.NOT_LEADING,
                election.yieldTerm(election.a, token).code());
    }

    @Test
    void aLeaderThatHasNotHeardKeepsItsTermAsLongAsASessionMayBeSilent() {
        FencingToken token = lead();
        election.join(election.b, "b", 9);
        election.advance(ElectionContract.LONGEST_SILENCE_MILLIS);
        assertEquals(token, election.token(), "its client cannot know that it is over");
        election.advance(TIME + 1_000);
        election.requireLeader("b");
    }

    @Test
    void theTimeCountsInLogTimeAcrossAChangeOfTheLogsLeader() {
        FencingToken token = lead();
        election.join(election.b, "b", 9);
        election.prepare(election.a, token);
        election.world.changeLeader();
        election.advance(TIME - 500);
        assertEquals(token, election.token());
        election.advance(1_500);
        election.requireLeader("b");
    }

    @Test
    void theNextLeadsAtOnceWhenTheLeaderThatIsToStopGoes() {
        lead();
        election.join(election.b, "b", 9);
        election.a.closeSession();
        election.requireLeader("b");
        assertEquals(Optional.empty(), election.view().handOver());
    }

    @Test
    void theBestLeadsWhoeverTheHandOverWasBegunFor() {
        FencingToken token = lead();
        election.join(election.b, "b", 5);
        election.join(election.c, "c", 9);
        election.yieldTerm(election.a, token).reply();
        election.requireLeader("c");
    }

    @Test
    void aHandOverEndsTheTermAlsoWhenTheOtherOneIsGone() {
        FencingToken token = lead();
        election.join(election.b, "b", 9);
        election.b.closeSession();
        assertTrue(election.view().handOver().isPresent(), "the leader may have stopped already");
        election.yieldTerm(election.a, token).reply();
        election.requireLeader("a");
        assertTrue(election.token().compareTo(token) > 0);
        assertEquals(Optional.empty(), election.view().handOver());
    }

    @Test
    void anAdministratorChoosesWhoIsNext() {
        FencingToken token = lead();
        election.join(election.b, "b", 0);
        Joined chosen = election.join(election.c, "c", 0);
        Standing standing = election.say(ElectionContract.HAND_OVER, new HandOverTo(chosen.candidacy(), TIME))
                .reply();
        assertEquals(new Standing(Optional.of(token), true), standing);
        HandOver asked = election.view().handOver().orElseThrow();
        assertEquals(HandOverReason.ADMINISTRATOR, asked.reason());
        assertEquals(OptionalLong.of(chosen.candidacy()), asked.to());
        election.prepare(election.a, token);
        election.advance(TIME + 500);
        election.requireLeader("c");
    }

    @Test
    void whoWasChosenLeadsThoughOthersHaveAHigherPriority() {
        election.join(election.a, "a", 9);
        Joined chosen = election.join(election.b, "b", 0);
        election.say(ElectionContract.HAND_OVER, new HandOverTo(chosen.candidacy(), TIME))
                .reply();
        election.yieldTerm(election.a, election.token()).reply();
        election.requireLeader("b");
        assertEquals(Optional.empty(), election.view().handOver(), "nobody has come since");
        election.join(election.c, "c", 5);
        assertEquals(
                Optional.of(HandOverReason.PRIORITY), election.view().handOver().map(HandOver::reason));
    }

    @Test
    void anotherChoiceKeepsTheTimeThatTheLeaderCounts() {
        FencingToken token = lead();
        Joined first = election.join(election.b, "b", 0);
        Joined second = election.join(election.c, "c", 0);
        election.say(ElectionContract.HAND_OVER, new HandOverTo(first.candidacy(), TIME))
                .reply();
        election.prepare(election.a, token);
        election.say(ElectionContract.HAND_OVER, new HandOverTo(second.candidacy(), 1))
                .reply();
        election.advance(TIME - 500);
        assertEquals(token, election.token());
        election.advance(1_500);
        election.requireLeader("c");
    }

    @Test
    void nobodyIsChosenWhoDoesNotExistOrLeadsAlready() {
        Joined leader = election.join(election.a, "a", 0);
        assertEquals(
                "CONFLICT",
                election.say(ElectionContract.HAND_OVER, new HandOverTo(leader.candidacy(), TIME))
                        .code());
        assertEquals(
                ElectionContract.NOT_CANDIDATE,
                election.say(ElectionContract.HAND_OVER, new HandOverTo(1, TIME))
                        .code());
    }

    @Test
    void aLeaderThatWasNotAskedHasNothingToYield() {
        FencingToken token = lead();
        assertEquals("CONFLICT", election.yieldTerm(election.a, token).code());
    }

    @Test
    void oneThatHasCooledDownTakesOverAsOneThatJoins() {
        election.join(election.a, "a", 9);
        election.join(election.b, "b", 0);
        election.resign(election.a, election.token(), 1_000).reply();
        election.requireLeader("b");
        election.advance(1_500);
        assertEquals(
                Optional.of(HandOverReason.PRIORITY), election.view().handOver().map(HandOver::reason));
        election.yieldTerm(election.b, election.token()).reply();
        election.requireLeader("a");
    }

    private FencingToken lead() {
        return election.join(election.a, new Join("a", 0, new TreeMap<>(), "", TIME))
                .reply()
                .token()
                .orElseThrow();
    }
}
