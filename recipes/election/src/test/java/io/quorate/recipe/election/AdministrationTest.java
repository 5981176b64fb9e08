package io.quorate.recipe.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Exclude;
import io.quorate.recipe.election.api.ElectionContract.HandOverTo;
import io.quorate.recipe.election.api.ElectionContract.Include;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.ElectionContract.Pin;
import io.quorate.recipe.election.api.ElectionContract.Promote;
import io.quorate.recipe.election.api.ElectionContract.Standing;
import io.quorate.recipe.election.api.ElectionContract.Unpin;
import io.quorate.recipe.election.api.ElectionDescription.Exclusion;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.recipe.election.api.LeaderView.HandOverReason;
import io.quorate.recipe.election.api.LeaderView.Leaderless;
import io.quorate.testkit.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What administrators decide. */
class AdministrationTest {
    private final ElectionWorld election = new ElectionWorld();

    @AfterEach
    void close() {
        election.close();
    }

    @Test
    void aPromotedCandidateIsNextAndTakesNothingOver() {
        FencingToken token = election.join(election.a, "a", 5).token().orElseThrow();
        election.join(election.b, "b", 5);
        Joined low = election.join(election.c, "c", 0);
        assertEquals(
                new Standing(Optional.of(token), false),
                election.say(ElectionContract.PROMOTE, new Promote(low.candidacy()))
                        .reply());
        assertEquals(List.of("c WAITS", "a LEADS", "b WAITS"), election.order());
        election.resign(election.a, token, 0).reply();
        election.requireLeader("c");
        election.resign(election.c, election.token(), 0).reply();
        assertEquals(List.of("b LEADS", "a WAITS", "c WAITS"), election.order(), "it was promoted for one term");
    }

    @Test
    void theLeaderCannotBePromotedNorOneThatCoolsDown() {
        Joined leader = election.join(election.a, "a", 0);
        assertEquals(
                "CONFLICT",
                election.say(ElectionContract.PROMOTE, new Promote(leader.candidacy()))
                        .code());
        election.join(election.b, "b", 0);
        election.resign(election.a, election.token(), 60_000).reply();
        Reply<Standing> refused = election.say(ElectionContract.PROMOTE, new Promote(leader.candidacy()));
        assertEquals(ElectionContract.NOT_ELIGIBLE, refused.code());
        assertTrue(refused.message().contains("60000 ms"), refused::message);
    }

    @Test
    void anExcludedLeaderHandsOverAndDoesNotComeBack() {
        FencingToken token = election.join(election.a, "a", 9).token().orElseThrow();
        election.join(election.b, "b", 0);
        assertEquals(
                new Standing(Optional.of(token), true),
                election.say(ElectionContract.EXCLUDE, new Exclude("a", "maintenance"))
                        .reply());
        assertEquals(
                Optional.of(HandOverReason.EXCLUDED), election.view().handOver().map(HandOver::reason));
        election.yieldTerm(election.a, token).reply();
        assertEquals(List.of("a EXCLUDED", "b LEADS"), election.order());
        assertEquals(
                List.of(new Exclusion("a", "maintenance")), election.describe().excluded());
        election.a.closeSession();
        election.join(election.world.client("a again"), "a", 9);
        election.requireLeader("b");
        assertEquals(Optional.empty(), election.view().handOver(), "a name that starts anew is excluded too");
        assertEquals(
                new Standing(Optional.of(election.token()), true),
                election.say(ElectionContract.INCLUDE, new Include("a")).reply());
    }

    @Test
    void anElectionWhoseCandidatesAreAllExcludedSaysSo() {
        election.say(ElectionContract.EXCLUDE, new Exclude("a", "")).reply();
        Joined joined = election.join(election.a, "a", 0);
        assertEquals(Optional.empty(), joined.token());
        assertEquals(Optional.of(Leaderless.EXCLUDED), election.view().leaderless());
        Reply<Standing> refused = election.say(ElectionContract.HAND_OVER, new HandOverTo(joined.candidacy(), 1_000));
        assertEquals(ElectionContract.NOT_ELIGIBLE, refused.code());
        assertTrue(refused.message().contains("`include`"), refused::message);
        election.say(ElectionContract.INCLUDE, new Include("a")).reply();
        election.requireLeader("a");
        election.a.closeSession();
        election.requireNothingLeft();
    }

    @Test
    void onlyCandidatesOfThePinnedNameLead() {
        FencingToken token = election.join(election.a, "a", 9).token().orElseThrow();
        election.join(election.b, "b", 0);
        election.say(ElectionContract.PIN, new Pin("b")).reply();
        assertEquals(
                Optional.of(HandOverReason.NOT_PINNED),
                election.view().handOver().map(HandOver::reason));
        election.yieldTerm(election.a, token).reply();
        election.requireLeader("b");
        election.b.closeSession();
        assertEquals(Optional.of(Leaderless.NOT_PINNED), election.view().leaderless());
        assertEquals(Optional.of("b"), election.describe().pinned());
        election.say(ElectionContract.UNPIN, new Unpin()).reply();
        election.requireLeader("a");
    }

    @Test
    void whatWasSaidLastsWhenNobodyIsThereAndGoesWhenItIsTakenBack() {
        election.say(ElectionContract.PIN, new Pin("b")).reply();
        election.say(ElectionContract.EXCLUDE, new Exclude("c", "")).reply();
        assertEquals(List.of(ElectionWorld.NAME), election.world.instances());
        election.say(ElectionContract.UNPIN, new Unpin()).reply();
        election.say(ElectionContract.INCLUDE, new Include("c")).reply();
        election.requireNothingLeft();
    }

    @Test
    void excludesNoMoreNamesThanTheLimit() {
        for (int i = 0; i < ElectionContract.MAX_EXCLUSIONS; i++) {
            election.say(ElectionContract.EXCLUDE, new Exclude("n" + i, "")).reply();
        }
        assertEquals(
                ElectionContract.ELECTION_FULL,
                election.say(ElectionContract.EXCLUDE, new Exclude("more", "")).code());
        assertEquals(
                "",
                election.say(ElectionContract.EXCLUDE, new Exclude("n0", "another reason"))
                        .code());
    }
}
