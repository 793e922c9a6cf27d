import Testing

@testable import Media

@Suite struct MediaNamesTests {
    @Test(arguments: [
        ("a/b.WAV", "wav", true, true, false), ("clip.Mp4", "mp4", true, true, true), ("a.b/c.m4a", "m4a", true, true, true),
        ("x.tar.webm", "webm", true, true, true), ("a.txt", "txt", false, false, false), ("a.d/README", nil, false, true, false),
        (".mp4", nil, false, true, false), ("a.", "", false, false, false), ("clip.mp4/", nil, false, true, false),
    ] as [(String, String?, Bool, Bool, Bool)])
    func namesPromiseWhatTheyEndIn(path: String, ending: String?, promises: Bool, mayBe: Bool, isForLibav: Bool) {
        #expect(MediaNames.ending(of: path) == ending)
        #expect(MediaNames.promisesMedia(path) == promises && MediaNames.mayBeMedia(path) == mayBe)
        #expect(MediaNames.isForLibav(path) == isForLibav)
    }

    @Test func noEndingIsInBothLists() { #expect(MediaNames.movies.isDisjoint(with: MediaNames.sounds)) }
}
