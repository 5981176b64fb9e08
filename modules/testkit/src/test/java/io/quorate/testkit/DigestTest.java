package io.quorate.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DigestTest {
    /** Bytes of zeros, and how often they are digested. */
    public record Digest(int bytes, int times) {}

    public record Digested(byte[] digest) {}

    /** Answers with a digest. */
    @RecipeType(name = "digests")
    public static final class Digests implements Recipe {
        @Override
        public void define(RecipeDefinition recipe) {
            recipe.command("digest", Digest.class, Digested.class, (context, request) -> {
                byte[] digest = {};
                for (int i = 0; i < request.times(); i++) {
                    digest = context.sha256(new byte[request.bytes()]);
                }
                return Outcome.reply(new Digested(digest));
            });
        }
    }

    private final RecipeWorld world = RecipeWorld.of(new Digests());
    private final TestClient client = world.client("a");

    @AfterEach
    void close() {
        world.close();
    }

    private Reply<Digested> digest(int bytes, int times) {
        return client.call("one", "digest", new Digest(bytes, times), Digested.class);
    }

    @Test
    void isThatOfTheStandard() throws NoSuchAlgorithmException {
        for (int bytes : new int[] {0, 1, 55, 56, 64, 65, 4_096}) {
            byte[] expected = MessageDigest.getInstance("SHA-256").digest(new byte[bytes]);
            assertArrayEquals(expected, digest(bytes, 1).reply().digest());
        }
    }

    @Test
    void isChargedByLength() {
        assertEquals("", digest(64 * 1024, 10).code());
        assertEquals("", digest(64, 1_000).code());
        assertEquals("OVER_BUDGET", digest(64 * 1024, 1_000).code());
    }
}
