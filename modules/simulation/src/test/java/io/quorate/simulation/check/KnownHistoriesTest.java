package io.quorate.simulation.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.simulation.check.OrderSearch.Act;
import io.quorate.simulation.check.OrderSearch.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Histories of which it is known whether they can be put in order. */
class KnownHistoriesTest {
    /** An operation with the times between which it took effect. */
    private record Call<O>(O operation, long beginNanos, long endNanos) {}

    /** The state behind an operation; empty when it cannot have answered so in this state. */
    private interface Model<S, O> {
        Optional<S> after(S state, O operation);
    }

    private static <S, O> Finding find(Model<S, O> model, S initial, List<Call<O>> calls) {
        List<Act<S>> acts = calls.stream()
                .map(call -> new Act<S>(
                        call.toString(),
                        call.beginNanos(),
                        call.endNanos(),
                        0,
                        state -> model.after(state, call.operation())))
                .toList();
        return OrderSearch.find(acts, initial);
    }

    private sealed interface Register {
        record Write(long value) implements Register {}

        record Read(long value) implements Register {}

        /** Compare and set. */
        record Swap(long expected, long value, boolean done) implements Register {}
    }

    private static Optional<Long> register(Long state, Register operation) {
        if (operation instanceof Register.Write write) {
            return Optional.of(write.value());
        }
        if (operation instanceof Register.Swap swap) {
            boolean fits = state == swap.expected();
            return fits == swap.done() ? Optional.of(fits ? swap.value() : state) : Optional.empty();
        }
        return state == ((Register.Read) operation).value() ? Optional.of(state) : Optional.empty();
    }

    private sealed interface Lock {
        record Acquire(int client) implements Lock {}

        record Release(int client) implements Lock {}
    }

    /** The state is who holds it, 0 for nobody. */
    private static Optional<Integer> lock(Integer holder, Lock operation) {
        if (operation instanceof Lock.Acquire acquire) {
            return holder == 0 ? Optional.of(acquire.client()) : Optional.empty();
        }
        return holder == ((Lock.Release) operation).client() ? Optional.of(0) : Optional.empty();
    }

    private static <O> Call<O> call(O operation, long begin, long end) {
        return new Call<>(operation, begin, end);
    }

    private static Finding ofRegister(List<Call<Register>> calls) {
        return find(KnownHistoriesTest::register, 0L, calls);
    }

    private static Finding ofLock(List<Call<Lock>> calls) {
        return find(KnownHistoriesTest::lock, 0, calls);
    }

    @Test
    void aReadSeesWhatWasWrittenBeforeOrWhileItRan() {
        assertEquals(
                Finding.ORDERED,
                ofRegister(List.of(call(new Register.Write(1), 0, 10), call(new Register.Read(0), 5, 6))));
        assertEquals(
                Finding.ORDERED,
                ofRegister(List.of(call(new Register.Write(1), 0, 10), call(new Register.Read(1), 5, 6))));
        assertEquals(
                Finding.ORDERED,
                ofRegister(List.of(call(new Register.Write(1), 0, 10), call(new Register.Read(0), 10, 11))));
    }

    @Test
    void aStaleReadIsFound() {
        assertEquals(
                Finding.DISORDERED,
                ofRegister(List.of(call(new Register.Write(1), 0, 10), call(new Register.Read(0), 11, 12))));
    }

    @Test
    void twoReadsThatSeeTwoWritesInDifferentOrdersAreFound() {
        assertEquals(
                Finding.DISORDERED,
                ofRegister(List.of(
                        call(new Register.Write(1), 0, 20),
                        call(new Register.Write(2), 0, 20),
                        call(new Register.Read(1), 1, 2),
                        call(new Register.Read(2), 3, 4),
                        call(new Register.Read(1), 5, 6))));
    }

    @Test
    void aWriteOfUnknownFateMayComeLateOrNever() {
        Call<Register> open = call(new Register.Write(1), 0, OrderSearch.OPEN);
        assertEquals(
                Finding.ORDERED,
                ofRegister(List.of(
                        open,
                        call(new Register.Read(0), 5, 6),
                        call(new Register.Write(2), 7, 8),
                        call(new Register.Read(1), 9, 10))));
        assertEquals(Finding.ORDERED, ofRegister(List.of(open, call(new Register.Read(0), 5, 6))));
        assertEquals(
                Finding.DISORDERED,
                ofRegister(List.of(open, call(new Register.Read(1), 5, 6), call(new Register.Read(0), 7, 8))));
    }

    @Test
    void twoSwapsOfOneValueCannotBothSucceed() {
        Call<Register> one = call(new Register.Swap(0, 1, true), 0, 10);
        assertEquals(Finding.ORDERED, ofRegister(List.of(one, call(new Register.Swap(0, 2, false), 0, 10))));
        assertEquals(Finding.DISORDERED, ofRegister(List.of(one, call(new Register.Swap(0, 2, true), 0, 10))));
        assertEquals(Finding.DISORDERED, ofRegister(List.of(one, call(new Register.Swap(1, 2, false), 11, 12))));
    }

    @Test
    void aLockHasOneHolder() {
        Call<Lock> first = call(new Lock.Acquire(1), 0, 1);
        Call<Lock> second = call(new Lock.Acquire(2), 2, 5);
        assertEquals(Finding.DISORDERED, ofLock(List.of(first, second)));
        assertEquals(Finding.ORDERED, ofLock(List.of(first, second, call(new Lock.Release(1), 3, 4))));
        assertEquals(Finding.ORDERED, ofLock(List.of(first, second, call(new Lock.Release(1), 3, OrderSearch.OPEN))));
        assertEquals(Finding.DISORDERED, ofLock(List.of(first, second, call(new Lock.Release(1), 6, 7))));
    }

    /** Against all orders, tried one after the other. */
    @Test
    void agreesWithTryingAllOrders() {
        int[] answers = new int[2];
        for (int seed = 0; seed < 3_000; seed++) {
            List<Call<Register>> calls = random(new SplittableRandom(seed));
            boolean right = someOrderFits(0, calls);
            answers[right ? 1 : 0]++;
            assertEquals(
                    right ? Finding.ORDERED : Finding.DISORDERED,
                    find(KnownHistoriesTest::register, 0L, calls),
                    "seed " + seed + ": " + calls);
        }
        assertEquals(3_000, answers[0] + answers[1]);
        assertEquals(true, answers[0] > 300 && answers[1] > 300, "both kinds: " + answers[0] + ", " + answers[1]);
    }

    private static List<Call<Register>> random(SplittableRandom random) {
        List<Call<Register>> calls = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            long begin = random.nextInt(12);
            long end = random.nextInt(6) == 0 ? OrderSearch.OPEN : begin + random.nextInt(8);
            Register operation = switch (random.nextInt(3)) {
                case 0 -> new Register.Write(random.nextInt(3));
                case 1 -> new Register.Swap(random.nextInt(3), random.nextInt(3), random.nextBoolean());
                default -> new Register.Read(random.nextInt(3));
            };
            calls.add(call(operation, begin, end));
        }
        return calls;
    }

    private static boolean someOrderFits(long state, List<Call<Register>> left) {
        if (left.stream().allMatch(call -> call.endNanos() == OrderSearch.OPEN)) {
            return true;
        }
        for (Call<Register> next : left) {
            boolean first = left.stream().noneMatch(other -> other.endNanos() < next.beginNanos());
            Optional<Long> after = first ? register(state, next.operation()) : Optional.empty();
            List<Call<Register>> rest = new ArrayList<>(left);
            rest.remove(rest.indexOf(next));
            if (after.isPresent() && someOrderFits(after.get(), rest)) {
                return true;
            }
        }
        return false;
    }
}
