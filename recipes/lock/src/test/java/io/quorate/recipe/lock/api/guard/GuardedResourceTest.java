package io.quorate.recipe.lock.api.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.recipe.FencingToken;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedResourceTest {
    private final GuardedResource<List<String>> book = new GuardedResource<>("the book", new ArrayList<>());

    @Test
    void refusesATokenSmallerThanOneItHasSeen() {
        book.use(new FencingToken(5), lines -> lines.add("five"));
        book.use(new FencingToken(7), lines -> lines.add("seven"));
        StaleTokenException stale = assertThrows(
                StaleTokenException.class, () -> book.use(new FencingToken(5), lines -> lines.add("late")));
        assertEquals("the book has seen token 7, and 5 is older: that hold is over", stale.getMessage());
        assertEquals(List.of("five", "seven", "seven again"), book.use(new FencingToken(7), lines -> {
            lines.add("seven again");
            return List.copyOf(lines);
        }));
    }
}
