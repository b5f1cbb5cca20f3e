/** A DOMParser for Node that is as strict as browsers are; components of the page find it as the global. */
import { DOMParser as XmldomParser } from '@xmldom/xmldom';

/** Any complaint beyond a warning is an error, as in browsers, and is thrown. */
class StrictParser {
  parseFromString(text: string, type: string): Document {
    const parser = new XmldomParser({
      onError: (level, message) => {
        if (level !== 'warning') throw new Error(message);
      },
    });
    return parser.parseFromString(text, type) as unknown as Document;
  }
}

/** Call it after the modules under test are imported: strophe.js brings a laxer parser of its own in Node. */
export const useStrictDom = (): void => {
  globalThis.DOMParser = StrictParser;
};
