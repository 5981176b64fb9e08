package io.quorate.recipe.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.codec.RecordCodec;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.State;
import io.quorate.recipe.barrier.api.BarrierKind;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.recipe.barrier.api.Lost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows of barriers as they lie in the state: a change of them is another state version, with a migration. */
class BarrierStateFormatTest {
    private static final SessionId SESSION = new SessionId(7);

    @Test
    void theFirstVersionStaysAsItIs() throws IOException {
        List<String> lines = new ArrayList<>();
        for (State state : List.of(
                Stage.CELL,
                Presence.TABLE,
                Latches.WAITING,
                Latches.COUNTED,
                Meetings.WAITING,
                Meetings.LEAVING,
                Meetings.MEMBERS,
                Phasers.WAITING,
                Phasers.PARTIES)) {
            lines.add(state.name() + " is " + state.shape());
        }
        Optional<Lost> lost = Optional.of(new Lost(SESSION, "w1", Lost.Reason.SESSION_ENDED));
        Meeting.Inside inside = new Meeting.Inside(new FencingToken(9), 8, 3, 2, lost);
        lines.add("latch " + hex(new Latch(5, 3, 2, 1)));
        lines.add("meeting "
                + hex(new Meeting(
                        BarrierKind.DOUBLE, 3, LossPolicy.SHRINK, 11, 1, List.of(SESSION), Optional.of(inside))));
        lines.add("phases " + hex(new Phases(LossPolicy.BREAK, 12, 4, 2, 1, List.of(5L, 9L))));
        lines.add("presence " + hex(new Presence(2, 1)));
        lines.add("note " + hex(new Note("w1")));
        lines.add("party " + hex(new Phasers.Party("w1", 12)));
        assertEquals(golden(), String.join("\n", lines));
    }

    private static String hex(Record row) {
        return HexFormat.of().formatHex(RecordCodec.bytesOf(row));
    }

    private static String golden() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(BarrierStateFormatTest.class.getResourceAsStream("/state-1.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
