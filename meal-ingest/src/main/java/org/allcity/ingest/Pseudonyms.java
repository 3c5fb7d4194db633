package org.allcity.ingest;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Turns a citizen id into the only name it has behind this door: HMAC-SHA-256 under the secret key, first 16 bytes. */
public final class Pseudonyms {

    private static final String ALGORITHM = "HmacSHA256";

    private final ThreadLocal<Mac> macs;

    public Pseudonyms(byte[] key) {
        SecretKeySpec secret = new SecretKeySpec(key, ALGORITHM);
        // A Mac has state and is not to be shared between threads. Finding and keying one costs more than using it.
        this.macs = ThreadLocal.withInitial(() -> mac(secret));
    }

    /** Of a citizen id in its normal form (trimmed, upper case), or the same person would be two. */
    DinerKey of(String citizenId) {
        return of(citizenId.getBytes(StandardCharsets.UTF_8));
    }

    /** Of the bytes of a citizen id in its normal form. */
    DinerKey of(byte[] citizenId) {
        return DinerKey.pseudonym(macs.get().doFinal(citizenId));
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("HMAC-SHA-256 is not available in this JDK", e);
        }
    }
}
