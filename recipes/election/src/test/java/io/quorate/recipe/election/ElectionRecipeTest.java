package io.quorate.recipe.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Join;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.ElectionContract.Leave;
import io.quorate.recipe.election.api.ElectionContract.Left;
import io.quorate.recipe.election.api.ElectionContract.Proclaim;
import io.quorate.recipe.election.api.ElectionContract.Proclaimed;
import io.quorate.recipe.election.api.ElectionContract.TermOver;
import io.quorate.recipe.election.api.LeaderView;
import io.quorate.recipe.election.api.LeaderView.EndReason;
import io.quorate.recipe.election.api.LeaderView.Leader;
import io.quorate.recipe.election.api.LeaderView.Leaderless;
import io.quorate.recipe.election.api.LeaderView.TermEnd;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ElectionRecipeTest {
    private final ElectionWorld election = new ElectionWorld(new ElectionRecipe(), new HastyRecipe());

    @AfterEach
    void close() {
        election.close();
    }

    @Test
    void theFirstCandidateLeadsAtOnce() {
        Reply<Joined> call = election.join(election.a, new Join("a", 0));
        FencingToken token = call.reply().token().orElseThrow();
        assertEquals(call.revision(), token.revision());
        assertEquals(election.a.session(), call.reply().session());
        Leader leader = election.view().leader().orElseThrow();
        assertEquals(token, leader.token());
        assertEquals(call.reply().candidacy(), leader.candidacy());
    }

    @Test
    void candidatesLeadByPriorityAndThenInTheOrderOfJoining() {
        election.join(election.a, "a", 5);
        election.join(election.b, "b", 1);
        election.join(election.c, "c", 5);
        election.join(election.b, "late", 1);
        assertEquals(List.of("a LEADS", "c WAITS", "b WAITS", "late WAITS"), election.order());
        FencingToken before = election.token();
        List<String> leaders = new ArrayList<>();
        for (int term = 0; term < 4; term++) {
            Leader leader = election.view().leader().orElseThrow();
            assertTrue(term == 0 || leader.token().compareTo(before) > 0);
            before = leader.token();
            leaders.add(leader.name());
            leave(owner(leader), leader.candidacy());
        }
        assertEquals(List.of("a", "c", "b", "late"), leaders);
        election.requireNothingLeft();
    }

    @Test
    void joiningDoesNotWaitUntilItLeads() {
        election.join(election.a, "a", 0);
        assertEquals(Optional.empty(), election.join(election.b, "b", 0).token());
        assertEquals(List.of("a LEADS", "b WAITS"), election.order());
    }

    @Test
    void theNextLeadsInTheEntryThatEndsTheSession() {
        FencingToken first = election.join(election.a, "a", 0).token().orElseThrow();
        election.join(election.a, "a too", 0);
        election.join(election.b, "b", 0);
        List<LeaderView> views = election.world.events(ElectionWorld.NAME, LeaderView.class);
        long before = election.world.entries();
        election.a.closeSession();
        assertEquals(before + 1, election.world.entries());
        assertEquals(1, views.size(), "nobody else of the session led meanwhile");
        assertEquals("b", views.get(0).leader().orElseThrow().name());
        TermEnd ended = views.get(0).ended().orElseThrow();
        assertEquals(first, ended.token());
        assertEquals(EndReason.SESSION_ENDED, ended.reason());
        assertTrue(election.token().compareTo(first) > 0);
    }

    @Test
    void theNextLeadsWhenTheLeaderFallsSilent() {
        TestClient mortal = election.world.mortal("mortal", Duration.ofSeconds(2));
        election.join(mortal, "mortal", 0);
        election.join(election.b, "b", 0);
        election.advance(1_900);
        election.requireLeader("mortal");
        election.advance(500);
        election.requireLeader("b");
    }

    @Test
    void leadershipSurvivesAChangeOfTheLogsLeaderAndARestart() {
        FencingToken token = election.join(election.a, "a", 0).token().orElseThrow();
        election.join(election.b, "b", 0);
        election.world.changeLeader();
        election.world.restart();
        assertEquals(token, election.token());
        assertEquals(List.of("a LEADS", "b WAITS"), election.order());
    }

    @Test
    void whoResignsGoesBehindTheOthersOfItsPriority() {
        election.join(election.a, "a", 0);
        election.join(election.b, "b", 0);
        election.join(election.c, "c", 0);
        election.resign(election.a, election.token(), 0).reply();
        assertEquals(List.of("b LEADS", "c WAITS", "a WAITS"), election.order());
    }

    @Test
    void whoResignsDoesNotLeadBeforeItsCoolDownIsOver() {
        election.join(election.a, "a", 9);
        election.join(election.b, "b", 0);
        FencingToken token = election.token();
        assertEquals(
                new TermOver(token), election.resign(election.a, token, 5_000).reply());
        assertEquals(List.of("b LEADS", "a COOLS_DOWN"), election.order());
        election.b.closeSession();
        assertEquals(Optional.of(Leaderless.COOLING_DOWN), election.view().leaderless());
        election.advance(4_500);
        election.requireLeader("nobody");
        election.advance(1_000);
        election.requireLeader("a");
    }

    @Test
    void whoIsAloneAndResignsLeadsAnewWithALargerToken() {
        election.join(election.a, "a", 0);
        FencingToken first = election.token();
        election.resign(election.a, first, 0).reply();
        assertTrue(election.token().compareTo(first) > 0);
    }

    @Test
    void anotherSessionCanNeitherResignNorLeaveForTheLeader() {
        Joined joined = election.join(election.a, "a", 0);
        FencingToken token = joined.token().orElseThrow();
        Reply<TermOver> stolen = election.resign(election.b, token, 0);
        assertEquals(ElectionContract.NOT_LEADING, stolen.code());
        assertTrue(stolen.message().contains("(a) with token " + token), stolen::message);
        Reply<Left> thrown =
                election.b.call(ElectionWorld.NAME, ElectionContract.LEAVE, new Leave(joined.candidacy()), Left.class);
        assertEquals(ElectionContract.NOT_CANDIDATE, thrown.code());
        assertEquals(token, election.token());
    }

    @Test
    void aLateResignationDoesNotEndTheNextTerm() {
        election.join(election.a, "a", 0);
        FencingToken first = election.token();
        election.resign(election.a, first, 0).reply();
        FencingToken second = election.token();
        assertEquals(
                ElectionContract.NOT_LEADING,
                election.resign(election.a, first, 0).code());
        assertEquals(second, election.token());
    }

    @Test
    void anObserverSeesEveryTermInOrder() {
        List<LeaderView> views = election.world.events(ElectionWorld.NAME, LeaderView.class);
        election.join(election.a, "a", 0);
        election.join(election.b, "b", 0);
        election.resign(election.a, election.token(), 0).reply();
        election.resign(election.b, election.token(), 60_000).reply();
        election.a.closeSession();
        assertEquals(
                List.of("a", "b", "a", "nobody"),
                views.stream()
                        .map(view -> view.leader().map(Leader::name).orElse("nobody"))
                        .toList());
        FencingToken last = new FencingToken(1);
        for (int i = 0; i + 1 < views.size(); i++) {
            FencingToken token = views.get(i).leader().orElseThrow().token();
            assertTrue(token.compareTo(last) > 0);
            assertEquals(token, views.get(i + 1).ended().orElseThrow().token(), "each term ends where the next begins");
            last = token;
        }
        assertEquals(Optional.of(Leaderless.COOLING_DOWN), views.get(3).leaderless());
    }

    @Test
    void theLeaderTellsTheOthersWhatToKnowOfIt() {
        Joined joined = election.join(
                        election.a, new Join("a", 0, new TreeMap<>(Map.of("zone", "a")), "http://a:1", 1_000))
                .reply();
        List<LeaderView> views = election.world.events(ElectionWorld.NAME, LeaderView.class);
        FencingToken token = joined.token().orElseThrow();
        assertEquals("http://a:1", election.view().leader().orElseThrow().payload());
        proclaim(election.a, token, "http://a:2").reply();
        Leader leader = views.get(0).leader().orElseThrow();
        assertEquals("http://a:2", leader.payload());
        assertEquals(token, leader.token());
        assertEquals("a", leader.labels().get("zone"));
        assertEquals(
                ElectionContract.NOT_LEADING,
                proclaim(election.b, token, "mine").code());
    }

    @Test
    void aCandidacyThatNobodyKnowsOfIsTakenBack() {
        Reply<Joined> gaveUp = election.join(election.a, new Join("a", 0));
        election.join(election.b, "b", 0);
        List<LeaderView> views = election.world.events(ElectionWorld.NAME, LeaderView.class);
        gaveUp.cancel();
        election.requireLeader("b");
        assertEquals(Optional.of(EndReason.ABANDONED), views.get(0).ended().map(TermEnd::reason));
    }

    @Test
    void aJoinThatIsSentAgainMakesOneCandidate() {
        Reply<Joined> joined = election.join(election.a, new Join("a", 0));
        Joined first = joined.reply();
        assertEquals(first, joined.repeat().reply());
        assertEquals(List.of("a LEADS"), election.order());
    }

    @Test
    void holdsNoMoreCandidatesThanTheLimit() {
        for (int i = 0; i < ElectionContract.MAX_CANDIDATES; i++) {
            election.join(election.a, "n" + i, 0);
        }
        Reply<Joined> refused = election.join(election.b, new Join("b", 0));
        assertEquals(ElectionContract.ELECTION_FULL, refused.code());
        assertTrue(election.describe().moreCandidates());
        election.a.closeSession();
        election.requireNothingLeft();
    }

    @Test
    void refusesWhatIsTooLarge() {
        record RawJoin(String name, int priority, SortedMap<String, String> labels, String payload) {}
        SortedMap<String, String> none = new TreeMap<>();
        SortedMap<String, String> many = new TreeMap<>();
        for (int i = 0; i <= ElectionContract.MAX_LABELS; i++) {
            many.put("label-" + i, "");
        }
        SortedMap<String, String> longest =
                new TreeMap<>(Map.of("zone", "x".repeat(ElectionContract.MAX_LABEL_CHARACTERS + 1)));
        for (Record wrong : List.of(
                new RawJoin("x".repeat(ElectionContract.MAX_NAME_CHARACTERS + 1), 0, none, ""),
                new RawJoin("", -1, none, ""),
                new RawJoin("", ElectionContract.MAX_PRIORITY + 1, none, ""),
                new RawJoin("", 0, many, ""),
                new RawJoin("", 0, longest, ""),
                new RawJoin("", 0, none, "x".repeat(ElectionContract.MAX_PAYLOAD_CHARACTERS + 1)))) {
            Reply<Joined> refused = election.a.call(ElectionWorld.NAME, ElectionContract.JOIN, wrong, Joined.class);
            assertEquals("INVALID_REQUEST", refused.code());
        }
        election.requireNothingLeft();
    }

    @Test
    void neverGivesOneTokenToTwoTerms() {
        Reply<TermOver> refused = election.a.call(
                HastyRecipe.NAME, ElectionWorld.NAME, HastyRecipe.COMMAND, new HastyRecipe.Hurry(), TermOver.class);
        assertEquals("CONFLICT", refused.code());
        election.requireNothingLeft();
    }

    @Test
    void tellsOtherRecipesWhetherATokenIsThatOfTheLeader() {
        FencingToken first = election.join(election.a, "a", 0).token().orElseThrow();
        assertTrue(leads(first));
        election.join(election.b, "b", 0);
        election.a.closeSession();
        assertFalse(leads(first));
    }

    private boolean leads(FencingToken token) {
        HastyRecipe.Look look = new HastyRecipe.Look(token);
        return election.b
                .call(HastyRecipe.NAME, ElectionWorld.NAME, HastyRecipe.LOOK, look, HastyRecipe.Looked.class)
                .reply()
                .held();
    }

    @Test
    void keepsElectionsApart() {
        election.a
                .call("one", ElectionContract.JOIN, new Join("a", 0), Joined.class)
                .reply();
        election.b
                .call("two", ElectionContract.JOIN, new Join("b", 0), Joined.class)
                .reply();
        election.a.closeSession();
        assertEquals(List.of("two"), election.world.instances());
    }

    @Test
    void anEmptyElectionSaysWhyNobodyLeads() {
        assertEquals(Optional.of(Leaderless.NO_CANDIDATES), election.view().leaderless());
        assertFalse(election.describe().moreCandidates());
    }

    private TestClient owner(Leader leader) {
        return List.of(election.a, election.b, election.c).stream()
                .filter(client -> client.session().equals(leader.session()))
                .findFirst()
                .orElseThrow();
    }

    private void leave(TestClient client, long candidacy) {
        client.call(ElectionWorld.NAME, ElectionContract.LEAVE, new Leave(candidacy), Left.class)
                .reply();
    }

    private Reply<Proclaimed> proclaim(TestClient client, FencingToken token, String payload) {
        return client.call(
                ElectionWorld.NAME, ElectionContract.PROCLAIM, new Proclaim(token, payload), Proclaimed.class);
    }
}
