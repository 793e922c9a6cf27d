import Testing

@testable import Media

@Suite struct MediaNamesTests {
    @Test(
        arguments: [
            ("a/b.WAV", "wav", true, true, false), ("clip.Mp4", "mp4", true, true, true), ("a.b/c.m4a", "m4a", true, true, false),
            ("x.tar.webm", "webm", true, true, true), ("a.txt", "txt", false, false, false),
            ("a.d/README", nil, false, true, false),
            (".mp4", nil, false, true, false), ("a.", "", false, true, false), ("clip.mp4/", nil, false, true, false),
            ("a.xyz", "xyz", false, true, false), ("a.MTS", "mts", true, true, true),
        ] as [(String, String?, Bool, Bool, Bool)])
    func namesPromiseWhatTheyEndIn(path: String, ending: String?, promises: Bool, mayBe: Bool, isMovie: Bool) {
        #expect(MediaNames.ending(of: path) == ending)
        #expect(MediaNames.promisesMedia(path) == promises && MediaNames.mayBeMedia(path) == mayBe)
        #expect(MediaNames.promisesMovie(path) == isMovie)
    }

    @Test func noEndingIsInBothLists() { #expect(MediaNames.movies.isDisjoint(with: MediaNames.sounds)) }
}
