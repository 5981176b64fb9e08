package io.quorate.codec;

/** IEEE 754 binary16, which Java 17 does not know. */
final class HalfFloat {
    /** The one NaN that is written. */
    static final int NAN = 0x7E00;

    static final int NOT_REPRESENTABLE = -1;

    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7C00;
    private static final int FRACTION = 0x03FF;
    private static final int BIAS = 15;
    private static final float MAX_VALUE = 65504f;
    private static final float MIN_NORMAL = 0x1p-14f;

    /** Fraction bits of a float that a half does not have. */
    private static final int LOST_BITS = 13;

    private HalfFloat() {}

    /** The bits of exactly this number, or {@link #NOT_REPRESENTABLE}; not for NaN. */
    static int exactBits(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & SIGN;
        float magnitude = Math.abs(value);
        if (magnitude == Float.POSITIVE_INFINITY) {
            return sign | INFINITY;
        }
        if (magnitude > MAX_VALUE) {
            return NOT_REPRESENTABLE;
        }
        if (magnitude < MIN_NORMAL) {
            float units = magnitude * 0x1p24f;
            return units == (int) units ? sign | (int) units : NOT_REPRESENTABLE;
        }
        if ((bits & ((1 << LOST_BITS) - 1)) != 0) {
            return NOT_REPRESENTABLE;
        }
        return sign | ((Math.getExponent(magnitude) + BIAS) << 10) | ((bits >>> LOST_BITS) & FRACTION);
    }

    static double toDouble(int bits) {
        int exponent = (bits & INFINITY) >>> 10;
        int fraction = bits & FRACTION;
        double magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24;
        } else if (exponent == 31) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            magnitude = Math.scalb(1.0 + fraction * 0x1p-10, exponent - BIAS);
        }
        return (bits & SIGN) == 0 ? magnitude : -magnitude;
    }
}
