package io.quorate.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a record component is when the bytes do not hold it, because they were written before the component existed.
 * Allowed on {@code boolean}, {@code int}, {@code long}, {@code double}, {@code String} and enum components; the text is
 * read as a Java literal of that type would be, an enum constant by its name. A text that does not fit is refused when
 * the codec is made.
 *
 * <p>A record's accessor carries the annotation too: that is where build tools for bundles see it, and without the import
 * they then make, the annotation would be unknown, and so ignored, in a bundle.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.METHOD})
public @interface DefaultValue {
    /** The default as text, for example {@code "30000"}, {@code "true"} or {@code "EXCLUSIVE"}. */
    String value();
}
