package io.quorate.recipe.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.codec.KeyCodec;
import io.quorate.codec.RecordCodec;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.State;
import io.quorate.recipe.kv.api.KvContract.Cause;
import io.quorate.recipe.kv.api.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows of stores as they lie in the state: a change of them is another state version, with a migration. */
class KvStateFormatTest {
    @Test
    void theFirstVersionStaysAsItIs() throws IOException {
        List<String> lines = new ArrayList<>();
        for (State state : List.of(
                Store.KEYS,
                Store.OWNED,
                Store.OWNERS,
                Store.BOOK,
                Settings.CELL,
                History.CHANGES,
                History.PAST,
                Endings.EXPIRY,
                Endings.LEAVING,
                Endings.AGE)) {
            lines.add(state.name() + " is " + state.shape());
        }
        SessionId session = new SessionId(7);
        lines.add(value(
                new Item(new Value.Text("hi"), 2, 3, 4, 5, Optional.of(new Item.End(6, 7)), Optional.of(session))));
        lines.add(value(new Item(new Value.Int64(-2), 8, 3, 4, 5, Optional.empty(), Optional.empty())));
        lines.add(value(new Item(new Value.Bytes(new byte[] {1, 2}), 2, 3, 4, 5, Optional.empty(), Optional.empty())));
        lines.add(value(new Item(new Value.Json("{}"), 2, 3, 4, 5, Optional.empty(), Optional.empty())));
        lines.add(value(new Book(1, 2, 3, 4, 5, 6, 7, 8, 9)));
        lines.add(value(new Settings(10, 20)));
        lines.add(value(new History.Happened("/a", Cause.EXPIRED)));
        lines.add(value(new Endings.Expiry("/a")));
        lines.add(value(new Endings.Leaving(session, "/a")));
        lines.add(value(new Endings.Reminder(8)));
        lines.add(key(Store.Owned.class, Store.Owned.of(session, "/a")));
        lines.add(key(History.Moment.class, new History.Moment(8, 1)));
        lines.add(key(History.Version.class, new History.Version("/a", 8)));
        assertEquals(golden(), String.join("\n", lines));
    }

    private static String value(Record row) {
        return row.getClass().getSimpleName() + " " + HexFormat.of().formatHex(RecordCodec.bytesOf(row));
    }

    private static <K extends Record> String key(Class<K> type, K key) {
        return type.getSimpleName() + " "
                + HexFormat.of().formatHex(KeyCodec.of(type).encode(key));
    }

    private static String golden() throws IOException {
        String file = "/state-1.txt";
        try (InputStream in = Objects.requireNonNull(KvStateFormatTest.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
