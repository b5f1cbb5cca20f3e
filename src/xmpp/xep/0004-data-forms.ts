/**
 * XEP-0004: Data Forms, version 2.13.2
 *
 * Read and written as far as archive queries and entity capabilities need: fields and their values. Left out: options,
 * reported items, layout and validation, since no form is shown to a person yet.
 */
import type { Codec, Infer } from '../codec/codec.ts';
import { element } from '../codec/element.ts';
import { attr, childText, childTexts, children, optionalAttr } from '../codec/field.ts';
import { oneOfWords } from '../codec/value.ts';

export const dataFormsNs = 'jabber:x:data';

const dataField = element('field', dataFormsNs, {
  /** The field's name; absent for fields of type `fixed`. */
  var: optionalAttr('var'),
  type: optionalAttr('type'),
  label: optionalAttr('label'),
  values: childTexts('value', dataFormsNs),
});

export type DataField = Infer<typeof dataField>;

export interface DataForm {
  readonly type: 'form' | 'submit' | 'cancel' | 'result';
  readonly title?: string;
  readonly instructions: readonly string[];
  readonly fields: readonly DataField[];
}

export const dataForm: Codec<DataForm> = element('x', dataFormsNs, {
  type: attr('type', oneOfWords('form', 'submit', 'cancel', 'result')),
  title: childText('title', dataFormsNs),
  instructions: childTexts('instructions', dataFormsNs),
  fields: children(dataField),
});

/** The first value of the first field of that name. */
export const fieldValue = (form: DataForm, name: string): string | undefined =>
  form.fields.find((field) => field.var === name)?.values[0];

/** What the form is about (XEP-0068): the value of its FORM_TYPE. */
export const formType = (form: DataForm): string | undefined => fieldValue(form, 'FORM_TYPE');

/** A form that is sent, of the given FORM_TYPE and single-valued fields. */
export const submitForm = (type: string, values: Readonly<Record<string, string | undefined>>): DataForm => ({
  type: 'submit',
  instructions: [],
  fields: [
    { var: 'FORM_TYPE', type: 'hidden', values: [type] },
    ...Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [{ var: name, values: [value] }],
    ),
  ],
});
