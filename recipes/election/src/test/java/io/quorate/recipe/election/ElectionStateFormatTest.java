package io.quorate.recipe.election;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.codec.KeyCodec;
import io.quorate.codec.RecordCodec;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.State;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.recipe.election.api.LeaderView.HandOverReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rows of the election as they lie in the state: a change of them is another state version, with a migration. */
class ElectionStateFormatTest {
    private static final FencingToken TOKEN = new FencingToken(9);
    private static final SessionId SESSION = new SessionId(7);

    @Test
    void theFirstVersionStaysAsItIs() throws IOException {
        List<String> lines = new ArrayList<>();
        for (State state : List.of(
                Terms.TERM,
                Terms.HAND_OVER,
                Candidates.CANDIDATES,
                Candidates.SEATS,
                Candidates.MEMBERS,
                Candidates.COUNT,
                Candidates.WAITING,
                Candidates.COOL_DOWN,
                Admission.PINNED,
                Admission.EXCLUDED)) {
            lines.add(state.name() + " is " + state.shape());
        }
        HandOver handOver = new HandOver(HandOverReason.ADMINISTRATOR, OptionalLong.of(12), 10_000, true, 71_000);
        lines.add("term " + hex(new Term(TOKEN, 8, SESSION, 1_000, 1_700_000_000_000L, Optional.of(handOver))));
        lines.add("hand-over " + hex(new Terms.Due(TOKEN)));
        lines.add("candidates "
                + hex(new Candidate(
                        8,
                        SESSION,
                        "node-7",
                        5,
                        new TreeMap<>(Map.of("zone", "a")),
                        "http://node-7",
                        10_000,
                        true,
                        1_000,
                        8,
                        11,
                        OptionalLong.of(66_000))));
        lines.add("a place is " + HexFormat.of().formatHex(key(Place.of(5, 8))));
        lines.add("a member is "
                + HexFormat.of().formatHex(KeyCodec.of(Candidates.Member.class).encode(new Candidates.Member(7, 8))));
        lines.add("seats " + hex(new Candidates.Seat(8, "node-7")));
        lines.add("waiting " + hex(new Candidates.Note(8)));
        lines.add("cool-down " + hex(new Candidates.Cooled(8)));
        assertEquals(golden(), String.join("\n", lines));
    }

    @Test
    void placesAreInTheOrderInWhichCandidatesLead() {
        List<Place> places = List.of(
                Place.promoted(20),
                Place.promoted(10),
                Place.of(1_000, 4),
                Place.of(5, 2),
                Place.of(5, 3),
                Place.of(0, 1),
                Place.cooling(1));
        List<Place> sorted = new ArrayList<>(places);
        sorted.sort((one, other) ->
                HexFormat.of().formatHex(key(one)).compareTo(HexFormat.of().formatHex(key(other))));
        assertEquals(places, sorted);
    }

    private static byte[] key(Place place) {
        return KeyCodec.of(Place.class).encode(place);
    }

    private static String hex(Record row) {
        return HexFormat.of().formatHex(RecordCodec.bytesOf(row));
    }

    private static String golden() throws IOException {
        String file = "/state-1.txt";
        try (InputStream in = Objects.requireNonNull(ElectionStateFormatTest.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
