package io.quorate.recipe.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.ElectionContract.Leave;
import io.quorate.recipe.election.api.ElectionContract.Left;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.recipe.election.api.LeaderView.HandOverReason;
import io.quorate.testkit.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Candidates for one term, whose call waits. */
class CampaignTest {
    private static final long MINUTE = 60_000;

    private final ElectionWorld election = new ElectionWorld();

    @AfterEach
    void close() {
        election.close();
    }

    @Test
    void isAnsweredWhenItLeadsAndIsOverWithItsTerm() {
        Elected first = election.campaign(election.a, 0).reply();
        Reply<Elected> second = election.campaign(election.b, MINUTE);
        assertTrue(second.isWaiting());
        election.resign(election.a, first.token(), 0).reply();
        assertTrue(second.reply().token().compareTo(first.token()) > 0);
        assertEquals(1, election.describe().candidates().size(), "the first is no candidate any more");
        election.resign(election.b, second.reply().token(), 0).reply();
        election.requireNothingLeft();
    }

    @Test
    void doesNotWaitWhoDoesNotWantTo() {
        election.join(election.a, "a", 0);
        Reply<Elected> refused = election.campaign(election.b, 0);
        assertEquals(ElectionContract.NOT_ELECTED, refused.code());
        assertTrue(refused.message().contains("(a) with token " + election.token()), refused::message);
        assertEquals(List.of("a LEADS"), election.order());
    }

    @Test
    void leavesNoTraceForOthersWhenAWaitTimesOut() {
        Elected leader = election.campaign(election.a, 0).reply();
        Reply<Elected> late = election.campaign(election.b, 2_000);
        election.advance(3_000);
        assertEquals("WAIT_TIMED_OUT", late.code());
        assertEquals(1, election.describe().candidates().size());
        election.resign(election.a, leader.token(), 0).reply();
        election.requireNothingLeft();
    }

    @Test
    void passesOverOneThatCancelled() {
        Elected leader = election.campaign(election.a, 0).reply();
        election.campaign(election.b, MINUTE).cancel();
        Reply<Elected> next = election.campaign(election.c, MINUTE);
        election.resign(election.a, leader.token(), 0).reply();
        assertEquals(election.c.session(), next.reply().session());
    }

    @Test
    void takesBackATermThatNobodyKnowsOf() {
        Reply<Elected> gaveUp = election.campaign(election.a, 0);
        Reply<Elected> next = election.campaign(election.b, MINUTE);
        gaveUp.cancel();
        assertEquals(election.b.session(), next.reply().session());
    }

    @Test
    void makesRoomForOthersWhoGaveUpWhenTheElectionIsFull() {
        Elected leader = election.campaign(election.a, 0).reply();
        for (int i = 1; i < ElectionContract.MAX_CANDIDATES; i++) {
            election.campaign(election.b, 1);
        }
        election.advance(1_000);
        Reply<Elected> next = election.campaign(election.c, MINUTE);
        election.resign(election.a, leader.token(), 0).reply();
        assertEquals(election.c.session(), next.reply().session());
    }

    @Test
    void takesOverByPriorityAndMayBeGivenUpWhileItWaits() {
        election.join(election.a, "a", 0);
        Reply<Elected> higher = election.b.call(
                ElectionWorld.NAME, ElectionContract.CAMPAIGN, new Campaign(MINUTE, "b", 9), Elected.class);
        assertEquals(
                Optional.of(HandOverReason.PRIORITY), election.view().handOver().map(HandOver::reason));
        long candidacy = election.describe().candidates().get(0).candidacy();
        election.b
                .call(ElectionWorld.NAME, ElectionContract.LEAVE, new Leave(candidacy), Left.class)
                .reply();
        assertEquals(ElectionContract.NOT_CANDIDATE, higher.code());
    }
}
