package io.quorate.itests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.simulation.check.Search;
import io.quorate.simulation.check.Search.Answer;
import io.quorate.simulation.check.Search.Call;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RegisterOperationTest {
    private static final long STEPS = 1_000_000;
    private static final int HISTORIES = 20_000;

    private static Answer decide(List<Call<RegisterOperation>> calls) {
        return Search.decide(RegisterOperation::after, 0L, calls, STEPS);
    }

    @Test
    void whatNobodySawIsLeftOutAndWhatWasSeenEndsThen() {
        Call<RegisterOperation> read = new Call<>(new RegisterOperation.Read(2), 5, 9);
        List<Call<RegisterOperation>> narrowed = RegisterOperation.narrowed(List.of(
                new Call<>(new RegisterOperation.Write(1), 0, Search.OPEN),
                new Call<>(new RegisterOperation.Write(2), 1, Search.OPEN),
                read));
        assertEquals(List.of(read, new Call<>(new RegisterOperation.Write(2), 1, 9)), narrowed);
    }

    @Test
    void aSwapThatWasSeenSawWhatItExpected() {
        Call<RegisterOperation> read = new Call<>(new RegisterOperation.Read(2), 5, 9);
        List<Call<RegisterOperation>> narrowed = RegisterOperation.narrowed(List.of(
                new Call<>(new RegisterOperation.Write(1), 0, Search.OPEN),
                new Call<>(new RegisterOperation.MaybeSwap(1, 2), 1, Search.OPEN),
                read));
        assertEquals(
                List.of(
                        read,
                        new Call<>(new RegisterOperation.Swap(1, 2), 1, 9),
                        new Call<>(new RegisterOperation.Write(1), 0, 9)),
                narrowed);
    }

    @Test
    void aNarrowedHistoryIsRightWhenItWasRightBefore() {
        Map<Answer, Integer> answers = new EnumMap<>(Answer.class);
        for (int seed = 0; seed < HISTORIES; seed++) {
            List<Call<RegisterOperation>> calls = random(new SplittableRandom(seed));
            Answer before = decide(calls);
            answers.merge(before, 1, Integer::sum);
            assertEquals(before, decide(RegisterOperation.narrowed(calls)), "seed " + seed + ": " + calls);
        }
        assertTrue(answers.get(Answer.LINEARIZABLE) > HISTORIES / 20, answers::toString);
        assertTrue(answers.get(Answer.NOT_LINEARIZABLE) > HISTORIES / 20, answers::toString);
    }

    private static List<Call<RegisterOperation>> random(SplittableRandom random) {
        List<Call<RegisterOperation>> calls = new ArrayList<>();
        for (int value = 1; value <= 7; value++) {
            long begin = random.nextInt(12);
            boolean open = random.nextInt(3) == 0;
            long end = open ? Search.OPEN : begin + random.nextInt(8);
            RegisterOperation operation = switch (random.nextInt(3)) {
                case 0 -> new RegisterOperation.Write(value);
                case 1 ->
                    open
                            ? new RegisterOperation.MaybeSwap(random.nextInt(5), value)
                            : new RegisterOperation.Swap(random.nextInt(5), value);
                default -> new RegisterOperation.Read(random.nextInt(5));
            };
            if (!open || !(operation instanceof RegisterOperation.Read)) {
                calls.add(new Call<>(operation, begin, end));
            }
        }
        return calls;
    }
}
