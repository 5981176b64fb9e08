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
    void theSecondVersionStaysAsItIs() throws IOException {
        Hold hold = new Hold(
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
                OptionalLong.of(90_000));
        List<String> lines = new ArrayList<>();
        for (State state : List.of(
                Possession.HOLD,
                Possession.WAITING,
                Possession.LIMIT,
                Possession.ORPHAN,
                Possession.DELAY,
                Possession.DELAY_OVER)) {
            lines.add(state.name() + " is " + state.shape());
        }
        lines.add("holder " + hex(hold));
        lines.add("waiting " + hex(new Note("next", "t2", 60_000, 5_000, 120_000, "00ff")));
        lines.add("max-hold " + hex(new Possession.Limit(TOKEN)));
        lines.add("delay " + hex(new Possession.Delay(TOKEN, 66_000)));
        assertEquals(String.join("\n", golden("state-2.txt")), String.join("\n", lines));
    }

    @Test
    void theSecondVersionReadsRowsOfTheFirstAndTheOtherWayRound() {
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
