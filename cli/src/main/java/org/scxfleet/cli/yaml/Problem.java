package org.scxfleet.cli.yaml;

/**
 * One thing wrong with the user's input.
 *
 * @param where file and line, or the option
 * @param path key path, for example {@code hosts[0].topology}; empty if it is no key
 * @param message what is wrong and what would be right
 */
public record Problem(String where, String path, String message) {
    /** {@code scenario.yaml:12: hosts[0].topolgy: unknown key; did you mean 'topology'?} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(where);
        if (!path.isEmpty()) {
            text.append(text.isEmpty() ? "" : ": ").append(path);
        }
        return text.append(text.isEmpty() ? "" : ": ").append(message).toString();
    }
}
