package io.quorate.recipe.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.codec.RecordCodec;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.State;
import io.quorate.recipe.queue.api.ItemState;
import io.quorate.recipe.queue.api.QueueContract.FailedAttempt;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows of queues as they lie in the state: a change of them is another state version, with a migration. */
class QueueStateFormatTest {
    @Test
    void theFirstVersionStaysAsItIs() throws IOException {
        List<String> lines = new ArrayList<>();
        for (State state : List.of(
                Totals.CELL,
                Settings.CELL,
                Shelf.ITEMS,
                Shelf.PAYLOADS,
                Failures.TABLE,
                Shelf.READY.rows(),
                Shelf.READY.head(),
                Shelf.DELAYED.rows(),
                Shelf.DELAYED.head(),
                Shelf.LEASED.rows(),
                Shelf.LEASED.head(),
                DeadLetters.LINE.rows(),
                DeadLetters.LINE.head(),
                Groups.TABLE,
                Groups.MEMBERS,
                Presence.TABLE,
                Presence.LEASES,
                Flow.ENDED,
                Memory.TABLE,
                Memory.FORGET.rows(),
                Memory.FORGET.head(),
                Leases.TAKING,
                Offers.WAITING,
                Flow.ALARM,
                Flow.ALARM_AT)) {
            lines.add(state.name() + " is " + state.shape());
        }
        Item.Holding holding = new Item.Holding(new FencingToken(9), new SessionId(7), 5_000);
        lines.add("totals " + hex(new Totals(12, 3, 300, 1)));
        lines.add("settings " + hex(QueueSettings.DEFAULT));
        lines.add("item " + hex(new Item(ItemState.LEASED, -5, 10, 3, "g", 2, 4, 100, 8, Optional.of(holding))));
        lines.add("failures " + hex(new Failures(List.of(new FailedAttempt(1, "no disk", 1_000)))));
        lines.add("head " + hex(new Line.Head(new Place(-5, 12), 3)));
        lines.add("dead letter " + hex(new DeadLetters.DeadLetter(3, "g", 4, 4, 100, 8)));
        lines.add("group " + hex(new Groups.Group(12, 3)));
        lines.add("presence " + hex(new Presence(2, 1)));
        lines.add("known " + hex(new Memory.Known(12, 9_000)));
        lines.add("wanted " + hex(new Leases.Wanted(5, 1_000, true)));
        lines.add("offer " + hex(new NewItem(new byte[] {1}, 1, 2, "g", "d", 3, 4)));
        assertEquals(golden(), String.join("\n", lines));
    }

    private static String hex(Record row) {
        return HexFormat.of().formatHex(RecordCodec.bytesOf(row));
    }

    private static String golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(QueueStateFormatTest.class.getResourceAsStream("/state-1.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
