package io.quorate.testkit;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recipes of the class path, and the bytes that stand for them in place of a bundle. */
final class Shelf {
    private final List<Item> items = new ArrayList<>();

    /**
     * A recipe class as one version of a bundle.
     *
     * @param number of this version in its world, from 1
     */
    record Item(Class<? extends Recipe> recipe, RecipeType type, int number) {
        String version() {
            return "1." + number + ".0";
        }

        byte[] bundle() {
            return (recipe.getName() + " " + version()).getBytes(StandardCharsets.UTF_8);
        }

        /** Each node has an object of its own, and after a restart another one. */
        Recipe make() {
            try {
                Constructor<? extends Recipe> constructor = recipe.getDeclaredConstructor();
                constructor.setAccessible(true);
                return constructor.newInstance();
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(recipe.getName() + " cannot be constructed", e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(
                        recipe.getName() + " needs a constructor without arguments, and must not be an inner class", e);
            }
        }
    }

    /** Puts the next version there. */
    Item add(Class<? extends Recipe> recipe) {
        RecipeType type = recipe.getAnnotation(RecipeType.class);
        if (type == null) {
            throw new IllegalArgumentException(
                    recipe.getName() + " has no name: annotate it with @RecipeType(name = \"...\")");
        }
        Item item = new Item(recipe, type, items.size() + 1);
        item.make();
        items.add(item);
        return item;
    }

    Optional<Item> find(byte[] bundle) {
        String text = new String(bundle, StandardCharsets.UTF_8);
        return items.stream()
                .filter(item -> text.equals(new String(item.bundle(), StandardCharsets.UTF_8)))
                .findFirst();
    }
}
