package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.Cell;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.Table;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Simple values of a cell or a table are as long as the limit of a row allows, whatever the limit of a key. */
class LongValuesTest {
    record Write(int length) {}

    record Written(long revision) {}

    record Read() {}

    record Lengths(int text, int bytes) {}

    private static final class Notebook implements Recipe {
        private static final Cell<String> TEXT = Cell.of("text", String.class);
        private static final Table<Long, byte[]> PAGES = Table.of("pages", Long.class, byte[].class);

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.describedAs("Keeps long values").state(TEXT, PAGES);
            recipe.command("write-text", Write.class, Written.class, (context, request) -> {
                TEXT.set(context, "x".repeat(request.length()));
                return Outcome.reply(new Written(context.revision()));
            });
            recipe.command("write-page", Write.class, Written.class, (context, request) -> {
                byte[] page = new byte[request.length()];
                Arrays.fill(page, (byte) 1);
                PAGES.put(context, 1L, page);
                return Outcome.reply(new Written(context.revision()));
            });
            recipe.query(
                    "read",
                    Read.class,
                    Lengths.class,
                    (context, request) -> new Lengths(
                            TEXT.get(context).orElse("").length(),
                            PAGES.get(context, 1L).orElse(new byte[0]).length));
        }
    }

    private final World world = new World(Limits.defaults(), new TestHost().with("probe@1", new Notebook()));
    private final World.Client client = world.client();

    LongValuesTest() {
        world.deploy(client, "probe@1");
    }

    @Test
    void keepsATextAndBytesThatNoKeyCouldHold() {
        assertEquals(CallResult.Kind.OK, write("write-text", 10_000).kind());
        assertEquals(CallResult.Kind.OK, write("write-page", 10_000).kind());
        assertEquals(new Lengths(10_000, 10_000), read());
    }

    @Test
    void keepsValuesUpToTheLimitAndRefusesLongerOnesByName() {
        int most = world.limits.cluster().count(ClusterKey.MAX_VALUE_BYTES);
        assertEquals(CallResult.Kind.OK, write("write-text", most).kind());
        assertEquals(CallResult.Kind.OK, write("write-page", most).kind());
        assertRefused("'text' would hold a value of 1048577 bytes; at most 1048576 are allowed", "write-text", most);
        assertRefused("'pages' would hold a value of 1048577 bytes; at most 1048576 are allowed", "write-page", most);
        assertEquals(new Lengths(most, most), read());
    }

    private void assertRefused(String message, String command, int most) {
        CallResult refused = write(command, most + 1);
        assertEquals(CallResult.Kind.REFUSED, refused.kind());
        assertEquals("INVALID_REQUEST", refused.code());
        assertEquals(message, refused.message());
    }

    private CallResult write(String command, int length) {
        return client.done("a", command, new Write(length));
    }

    private Lengths read() {
        return World.decode(Lengths.class, world.query("a", "read", new Read()).body());
    }
}
