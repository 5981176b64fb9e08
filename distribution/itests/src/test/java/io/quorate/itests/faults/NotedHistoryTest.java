package io.quorate.itests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.itests.faults.Note.Answer;
import io.quorate.itests.faults.Note.Call;
import io.quorate.itests.faults.Note.Failed;
import io.quorate.itests.faults.Note.Over;
import io.quorate.itests.faults.Note.Remark;
import io.quorate.itests.faults.Note.Threads;
import io.quorate.itests.faults.Note.Told;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.recipe.kv.api.Values;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.simulation.check.StoreNumbers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NotedHistoryTest {
    private static final Note FIRST = granted(1, 100, 200, 5);
    private static final Note BACK = back(300, 400, true);
    private static final Answer UNKNOWN = new Failed("SOME_CODE", CallOutcome.UNKNOWN, "no answer");

    private static List<String> wrong(Note... notes) {
        return NotedHistory.wrongWith(new LockWork(), List.of(notes));
    }

    private static Call call(Workload of, long id, Record request, long from, long to, Answer answer) {
        return new Call(of.recipe(), id, "a", request, false, 0, from, to, answer);
    }

    private static Call granted(long id, long from, long to, long token) {
        FencingToken given = new FencingToken(token);
        Told told = new Told(new Grant(given, NotedHistory.session(id)), given.revision());
        return call(new LockWork(), id, new Acquire(0, Long.toString(id)), from, to, told);
    }

    private static Call refused(long from, long to) {
        Failed failed = new Failed(LockContract.NOT_GRANTED, CallOutcome.NOT_APPLIED, "held");
        return call(new LockWork(), 3, new Acquire(0, "3"), from, to, failed);
    }

    private static Call back(long from, long to, boolean confirmed) {
        FencingToken token = new FencingToken(5);
        Told told = new Told(new Released(token, LockContract.ReleaseReason.RELEASED), 6);
        return call(new LockWork(), 9, new Release(token), from, to, confirmed ? told : UNKNOWN);
    }

    @Test
    void holdsThatFollowEachOtherAreRight() {
        assertEquals(List.of(), wrong(FIRST, BACK, granted(2, 150, 350, 7)));
    }

    @Test
    void aGrantBeforeTheHoldBeforeHasEndedIsWrong() {
        assertEquals(1, wrong(FIRST, BACK, granted(2, 150, 299, 7)).size());
    }

    @Test
    void aHoldThatWasLostEndsAtAnyTimeFromThenOn() {
        Note lost = back(300, 310, false);
        Note over = new Over("lock", 1, 250);
        assertEquals(List.of(), wrong(FIRST, lost, over, granted(2, 150, 900, 7)));
        assertEquals(List.of(), wrong(FIRST, lost, over, granted(2, 150, 260, 7)));
        assertEquals(1, wrong(FIRST, lost, over, granted(2, 150, 249, 7)).size());
    }

    @Test
    void aRefusalWhileNobodyHoldsIsWrong() {
        assertEquals(List.of(), wrong(FIRST, BACK, refused(350, 500)));
        assertEquals(1, wrong(FIRST, BACK, refused(401, 500)).size());
    }

    @Test
    void tokensThatGoBackAndTokensOfTwoAreWrong() {
        assertTrue(wrong(FIRST, BACK, granted(2, 410, 500, 4)).toString().contains("a token went back"));
        assertTrue(wrong(FIRST, BACK, granted(2, 410, 500, 5)).toString().contains("was granted twice"));
    }

    @Test
    void aWriteOfAHoldThatIsValidMustBeTaken() {
        assertEquals(List.of(), wrong(FIRST, new Remark("lock", 1, "too-late"), BACK));
        assertEquals(
                1,
                wrong(FIRST, new Remark("lock", 1, "refused-though-valid"), BACK)
                        .size());
    }

    @Test
    void twoThatLeadAtOnceAreWrong() {
        Call first = elected(1, 100, 200, 5);
        Call second = elected(2, 210, 300, 7);
        assertEquals(List.of(), election(first, new Over("election", 1, 250), second));
        assertEquals(1, election(first, second).size());
    }

    private static List<String> election(Note... notes) {
        return NotedHistory.wrongWith(new ElectionWork(), List.of(notes));
    }

    private static Call elected(long id, long from, long to, long token) {
        FencingToken given = new FencingToken(token);
        Told told = new Told(new Elected(given, NotedHistory.session(id), id), given.revision());
        return call(new ElectionWork(), id, new Campaign(10, Long.toString(id), 0), from, to, told);
    }

    @Test
    void anAdditionThatIsLostAndAnIdThatIsGivenTwiceAreWrong() {
        Workload atomics = new AtomicWork();
        Call first = call(atomics, 1, new Add(3), 100, 200, new Told(new Counted(3, 0), 3));
        Call right = call(atomics, 2, new Add(4), 210, 300, new Told(new Counted(7, 3), 7));
        Call wrong = call(atomics, 2, new Add(4), 210, 300, new Told(new Counted(4, 0), 4));
        assertEquals(List.of(), NotedHistory.wrongWith(atomics, List.of(first, right)));
        assertEquals(1, NotedHistory.wrongWith(atomics, List.of(first, wrong)).size());

        Told id = new Told(new IdBlock(8, 8), 0);
        Note taken = new Call("atomic", 3, "ids", new TakeIds(1), false, 0, 100, 200, id);
        assertEquals(List.of(), NotedHistory.wrongWith(atomics, List.of(taken)));
        assertEquals(1, NotedHistory.wrongWith(atomics, List.of(taken, taken)).size());
    }

    @Test
    void whoeverPassesABarrierBeforeTheOthersHaveComeIsWrong() {
        Workload barriers = new BarrierWork();
        Call first = passed(1, 100, 200);
        assertEquals(List.of(), NotedHistory.wrongWith(barriers, List.of(first, passed(2, 150, 210))));
        assertEquals(
                1,
                NotedHistory.wrongWith(barriers, List.of(first, passed(2, 201, 210)))
                        .size());
    }

    private static Call passed(int id, long from, long to) {
        FencingToken token = new FencingToken(6);
        Arrival request = new Arrival(2, LossPolicy.BREAK, 10, Integer.toString(id));
        Told told = new Told(new Passage(token, NotedHistory.session(id), 5, 2, id), 6);
        return call(new BarrierWork(), id, request, from, to, told);
    }

    @Test
    void anItemThatIsLostOrAcknowledgedTwiceIsWrong() {
        Workload queues = new QueueWork();
        Call offered = call(
                queues,
                1,
                new Offer(new NewItem(new byte[] {'1'}, 0, 0, "", "", 0, 0), 0),
                100,
                200,
                new Told(new Offered(7, false), 7));
        Call done = call(queues, 2, new Ack(7, new FencingToken(8)), 300, 400, new Told(new Acked(1, List.of()), 0));
        assertEquals(List.of(), NotedHistory.wrongWith(queues, List.of(offered, done)));
        assertEquals(1, NotedHistory.wrongWith(queues, List.of(offered)).size());
        assertEquals(
                1, NotedHistory.wrongWith(queues, List.of(offered, done, done)).size());
    }

    @Test
    void aVersionThatIsGivenTwiceAndACacheThatDiffersAreWrong() {
        Workload stores = new KvWork();
        Call first = put(1, 100, 200, 1);
        assertEquals(List.of(), NotedHistory.wrongWith(stores, List.of(first, put(2, 210, 300, 2))));
        assertEquals(
                1,
                NotedHistory.wrongWith(stores, List.of(first, put(2, 210, 300, 1)))
                        .size());
        assertEquals(
                1,
                NotedHistory.wrongWith(stores, List.of(first, new Remark("kv", 0, "cache-differs")))
                        .size());
    }

    private static Call put(long id, long from, long to, long version) {
        Operation.Put request = new Operation.Put("/k", Values.number(StoreNumbers.put(id)));
        return call(
                new KvWork(), id, request, from, to, new Told(new Result.Stored(Optional.empty(), version, id), id));
    }

    @Test
    void survivesItsLine() {
        for (Note note : List.of(
                FIRST,
                BACK,
                refused(1, 2),
                new Over("lock", 1, 2),
                new Remark("lock", 1, "written"),
                new Threads(1, 2, 3))) {
            assertEquals(note, Note.parse(note.line()));
        }
    }
}
