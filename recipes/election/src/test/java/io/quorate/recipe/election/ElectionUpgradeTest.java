package io.quorate.recipe.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.ElectionContract.Join;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.testkit.Reply;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** To the next version and back, while somebody leads, waits, cools down, or is to hand over. */
class ElectionUpgradeTest {
    private final ElectionWorld election = new ElectionWorld();

    @AfterEach
    void close() {
        election.close();
    }

    @Test
    void keepsTermsCandidatesAndWaitsOnTheWayUpAndDown() {
        FencingToken token = election.join(election.a, "a", 0).token().orElseThrow();
        election.join(election.b, "b", 0);
        Reply<Elected> waits = election.campaign(election.c, 60_000);
        election.world.upgrade(new NextElectionRecipe());
        assertEquals(token, election.token());
        election.resign(election.a, token, 2_000).reply();
        election.requireLeader("b");
        election.world.rollback();
        election.b.closeSession();
        assertEquals(election.c.session(), waits.reply().session());
        election.resign(election.c, waits.reply().token(), 0).reply();
        election.advance(3_000);
        election.requireLeader("a");
    }

    @Test
    void keepsAHandOverThatIsUnderWay() {
        FencingToken token = election.join(election.a, new Join("a", 0, new TreeMap<>(), "", 4_000))
                .reply()
                .token()
                .orElseThrow();
        election.join(election.b, "b", 9);
        election.prepare(election.a, token);
        election.world.upgrade(new NextElectionRecipe());
        assertEquals(token, election.token());
        election.advance(5_000);
        election.requireLeader("b");
    }

    @Test
    void takesBackACandidacyOfTheVersionBeforeThatNobodyKnowsOf() {
        Reply<Joined> gaveUp = election.join(election.a, new Join("a", 0));
        election.world.upgrade(new NextElectionRecipe());
        gaveUp.cancel();
        assertEquals(List.of(), election.order());
        assertTrue(election.view().leader().isEmpty());
    }
}
