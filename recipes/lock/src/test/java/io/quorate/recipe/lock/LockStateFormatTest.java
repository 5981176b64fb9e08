package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.codec.RecordCodec;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.State;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Rows of the lock as they lie in the state: a change of them is another state version, with a migration. */
class LockStateFormatTest {
    private static final FencingToken TOKEN = new FencingToken(9);
    private static final SessionId SESSION = new SessionId(7);
    private static final FirstLockRecipe.Holder FIRST_HOLDER =
            new FirstLockRecipe.Holder(TOKEN, SESSION, 3, "nightly", 1_000, 1_700_000_000_000L);

    @Test
    void theFirstVersionIsAsItWasShipped() throws IOException {
        assertEquals(
                golden("state-1.txt"),
                List.of("holder " + hex(FIRST_HOLDER), "waiting " + hex(new FirstLockRecipe.Note("next"))));
    }

    @Test
    void theSecondVersionIsAsItWasAndReadByThisOne() throws IOException {
        List<String> rows = golden("state-2.txt");
        assertEquals(hold(List.of()), decode(rows, "holder", Hold.class));
        assertEquals(note(List.of()), decode(rows, "waiting", Note.class));
        assertEquals(new Possession.Limit(TOKEN), decode(rows, "max-hold", Possession.Limit.class));
        assertEquals(new Possession.Delay(TOKEN, 66_000), decode(rows, "delay", Possession.Delay.class));
    }

    @Test
    void theThirdVersionStaysAsItIs() throws IOException {
        List<String> lines = new ArrayList<>();
        for (State state : List.of(
                Possession.HOLD,
                Possession.WAITING,
                Possession.LIMIT,
                Possession.ORPHAN,
                Possession.DELAY,
                Possession.DELAY_OVER,
                Sets.WAITING,
                Sets.CLAIMS)) {
            lines.add(state.name() + " is " + state.shape());
        }
        List<String> set = List.of("x", "y");
        lines.add("holder " + hex(hold(set)));
        lines.add("waiting " + hex(note(List.of())));
        lines.add("waiting-all " + hex(note(set)));
        lines.add("claims " + hex(new Claim(set, SESSION, 3_000)));
        lines.add("max-hold " + hex(new Possession.Limit(TOKEN)));
        lines.add("delay " + hex(new Possession.Delay(TOKEN, 66_000)));
        assertEquals(String.join("\n", golden("state-3.txt")), String.join("\n", lines));
    }

    private static Hold hold(List<String> set) {
        return new Hold(
                TOKEN,
                SESSION,
                3,
                "nightly",
                1_000,
                1_700_000_000_000L,
                "t1",
                List.of(9L, 12L),
                OptionalLong.of(61_000),
                5_000,
                Optional.of("deploying"),
                120_000,
                "00ff",
                OptionalLong.of(90_000),
                set);
    }

    private static Note note(List<String> set) {
        return new Note("next", "t2", 60_000, 5_000, 120_000, "00ff", set);
    }

    private static <R extends Record> R decode(List<String> rows, String name, Class<R> type) {
        String row = rows.stream()
                .filter(line -> line.startsWith(name + " ") && !line.startsWith(name + " is "))
                .findFirst()
                .orElseThrow();
        return RecordCodec.of(type).decode(HexFormat.of().parseHex(row.substring(name.length() + 1)));
    }

    @Test
    void readsRowsOfTheFirstVersionAndTheOtherWayRound() {
        Hold read = RecordCodec.of(Hold.class).decode(RecordCodec.bytesOf(FIRST_HOLDER));
        assertEquals("nightly", read.label());
        assertEquals(List.of(), read.entries());
        assertEquals(OptionalLong.empty(), read.endsMillis());
        assertEquals(FIRST_HOLDER, RecordCodec.of(FirstLockRecipe.Holder.class).decode(RecordCodec.bytesOf(read)));
    }

    private static String hex(Record row) {
        return HexFormat.of().formatHex(RecordCodec.bytesOf(row));
    }

    private static List<String> golden(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(LockStateFormatTest.class.getResourceAsStream("/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
