package io.quorate.testkit;

import io.quorate.recipe.Recipe;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;

/** Loads a recipe and what lies beside it once more, as every version of a bundle has classes of its own. */
final class RecipeLoader extends URLClassLoader {
    private RecipeLoader(URL place, ClassLoader parent) {
        super(new URL[] {place}, parent);
    }

    /** An object of the same class by name, of a loader that nothing else refers to. */
    static Recipe copy(Recipe original) {
        Class<? extends Recipe> type = original.getClass();
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            RecipeLoader loader = new RecipeLoader(source.getLocation(), type.getClassLoader());
            Constructor<? extends Recipe> constructor =
                    loader.loadClass(type.getName()).asSubclass(Recipe.class).getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " cannot be loaded from " + source, e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            if (findResource(name.replace('.', '/') + ".class") == null) {
                return super.loadClass(name, resolve);
            }
            return findClass(name);
        }
    }
}
